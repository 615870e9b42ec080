#include "command_line/forget_announcement.h"

#include <stddef.h>
#include <string.h>

/* The kernel shows the bytes that it laid out one argument behind the other (proc_pid_cmdline(5)), not what argv points
 * to: those behind move down. Options that are not flags point into the arguments, so all of them must stand before. */
void forget_announcement(int count, char **arguments, char **program) {
    ptrdiff_t at = program ? program - arguments - 2 : 0;
    if (at < 1 || strncmp(arguments[at], "--announce=", strlen("--announce=")) != 0 || strcmp(program[-1], "--") != 0)
        return;
    char *end = arguments[count - 1] + strlen(arguments[count - 1]) + 1;
    size_t freed = (size_t)(program[-1] - arguments[at]);
    memmove(arguments[at], program[-1], (size_t)(end - program[-1]));
    memset(end - freed, 0, freed);
    for (ptrdiff_t i = at + 1; i < count; i++)
        arguments[i] -= freed;
}
