#include "command_line/parse_one_of.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

static bool is_group_name(const char *name) {
    size_t length = strlen(name);
    if (length > GROUP_NAME_MAX || !isalnum((unsigned char)*name))
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("_.:@-", *name))
            return false;
    return true;
}

bool is_group(const char *text) {
    const char *slash = strrchr(text, '/');
    if (!slash)
        return is_group_name(text);
    return *text == '/' && strlen(text) < PATH_MAX && is_group_name(slash + 1);
}
