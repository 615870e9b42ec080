#include "idle/traced.h"

#include "kernel/process.h"
#include "kernel/process_list.h"
#include "messages/log.h"

static void explain(pid_t pid, pid_t tracer) {
    static pid_t named;
    char name[32], tracer_name[32];
    if (tracer != named)
        warn("process %d (%s) is traced by process %d (%s): the program is not put to sleep as long as it is, since "
             "the tracer would see our signals",
             pid, process_name(pid, name, sizeof name), tracer,
             process_name(tracer, tracer_name, sizeof tracer_name));
    named = tracer;
}

bool is_anyone_traced(void) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++) {
        pid_t tracer = tracer_of(all.pids[i]);
        if (tracer == 0)
            continue;
        explain(all.pids[i], tracer);
        return true;
    }
    return false;
}
