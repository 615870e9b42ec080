#include "service_manager/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **find_variable(const char *name, size_t length) {
    for (char **entry = environ; entry && *entry; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return entry;
    return NULL;
}

void remove_variable(const char *name) {
    char **entry;
    while ((entry = find_variable(name, strlen(name))))
        do
            entry[0] = entry[1];
        while (*entry++);
}

void replace_variable(const char *assignment) {
    char **entry = find_variable(assignment, strcspn(assignment, "="));
    if (entry)
        *entry = (char *)assignment;
}

void set_variable(const char *assignment) {
    size_t count = 0;
    if (find_variable(assignment, strcspn(assignment, "="))) {
        replace_variable(assignment);
        return;
    }
    while (environ && environ[count])
        count++;
    char **longer = calloc(count + 2, sizeof *longer);
    if (!longer)
        return;
    memcpy(longer, environ, count * sizeof *longer);
    longer[count] = (char *)assignment;
    environ = longer;
}
