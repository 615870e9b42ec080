#include "command_line/parse_one_of.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "messages/log.h"

#define GROUP_NAME_MAX 64

static bool is_group_name(const char *name) {
    size_t length = strlen(name);
    if (length > GROUP_NAME_MAX || !isalnum((unsigned char)*name))
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("_.@-", *name))
            return false;
    return true;
}

static bool is_group(const char *text) {
    const char *slash = strrchr(text, '/');
    if (!slash)
        return is_group_name(text);
    return *text == '/' && strlen(text) < PATH_MAX && is_group_name(slash + 1);
}

struct one_of_option parse_one_of(const char *text) {
    const char *comma = strchr(text, ',');
    struct one_of_option option = {.group = comma ? strndup(text, (size_t)(comma - text)) : text};
    if (!option.group)
        die_errno("cannot read --one-of=%s", text);
    if (!is_group(option.group))
        die("--one-of=%s is not the name of a group: expected letters, digits and _ . @ -, the first a letter or a digit, "
            "64 at most (or the absolute path of a folder with such a name)",
            text);
    if (comma && (strncmp(comma, ",name=", 6) != 0 || !comma[6]))
        die("--one-of=%s is not understood: behind the group, only ,name=N is known, which is how the others show this one",
            text);
    option.name = comma ? comma + 6 : NULL;
    return option;
}
