#include "freeze/heartbeat.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/directory.h"
#include "kernel/process.h"
#include "kernel/process_list.h"

/* gunicorn/workers/workertmp.py: the arbiter looks at the time of this file, which it shares with the worker. */
static bool is_heartbeat_file(const char *target) {
    const char *slash = strrchr(target, '/');
    return slash && strncmp(slash, "/wgunicorn-", strlen("/wgunicorn-")) == 0;
}

static bool has_heartbeat_file(pid_t pid) {
    struct directory descriptors;
    const char *name;
    char path[64], target[512];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    open_directory(&descriptors, path);
    while (!found && (name = next_name(&descriptors))) {
        ssize_t length = readlinkat(descriptors.fd, name, target, sizeof target - 1);
        target[length > 0 ? length : 0] = 0;
        found = is_heartbeat_file(target);
    }
    close_directory(&descriptors);
    return found;
}

pid_t find_heartbeat(void) {
    struct process_list all = list_descendants();
    char name[32];
    for (size_t i = 0; i < all.count; i++)
        if (strncmp(process_name(all.pids[i], name, sizeof name), "gunicorn", 8) == 0 || has_heartbeat_file(all.pids[i]))
            return all.pids[i];
    return 0;
}
