#include "sockets/port_holder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/descriptor_walk.h"
#include "kernel/directory.h"
#include "kernel/process.h"
#include "kernel/sock_diag.h"

static bool holds(pid_t pid, ino_t inode) {
    struct descriptor_walk walk;
    if (!open_descriptors(&walk, pid))
        return false;
    bool found = false;
    ino_t socket;
    int fd;
    while (!found && next_socket(&walk, &fd, &socket))
        found = socket == inode;
    close_descriptors(&walk);
    return found;
}

static pid_t find_process(ino_t inode) {
    struct directory proc;
    const char *name;
    pid_t found = 0;
    open_directory(&proc, "/proc");
    while (found == 0 && (name = next_name(&proc))) {
        pid_t pid = (pid_t)strtol(name, NULL, 10);
        if (pid > 0 && holds(pid, inode))
            found = pid;
    }
    close_directory(&proc);
    return found;
}

bool describe_port_holder(const struct address *address, int type, char *text, size_t size) {
    ino_t inode = is_inet(address) ? find_holder(address, type) : 0;
    pid_t pid = inode ? find_process(inode) : 0;
    if (pid == 0)
        return false;
    char name[64];
    snprintf(text, size, "process %d (%s)", pid, process_name(pid, name, sizeof name));
    return true;
}
