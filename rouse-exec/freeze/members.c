#include "freeze/members.h"

#include <stdbool.h>

#include "kernel/process.h"
#include "kernel/process_list.h"

#define MEMBERS_MAX 64

static pid_t members[MEMBERS_MAX];
static size_t count;

static bool lives(pid_t pid) {
    char state = state_of(pid, pid);
    return state != 0 && state != 'Z' && state != 'X';
}

void note_members(void) {
    struct process_list all = list_descendants();
    count = 0;
    for (size_t i = 0; i < all.count && count < MEMBERS_MAX; i++)
        if (lives(all.pids[i]))
            members[count++] = all.pids[i];
}

pid_t find_lost_member(void) {
    for (size_t i = 0; i < count; i++)
        if (!lives(members[i]))
            return members[i];
    return 0;
}
