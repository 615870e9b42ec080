#include "command_line/parse_listen.h"

#include <stdlib.h>
#include <string.h>

#include "address/parse_address.h"
#include "messages/log.h"

#define LISTEN_MAX 1023
#define OWNER_MODE 0600 /* the user decides who else may connect */
#define GROUP_MODE 0660
#define NO_MODE ((mode_t)-1)

static const char *parse_mode(const char *text, mode_t *mode) {
    char *end;
    unsigned long number = strtoul(text, &end, 8);
    if (!*text || *end || number > 0777)
        return "has a mode that is not octal from 0 to 0777";
    *mode = (mode_t)number;
    return NULL;
}

/* The names of groups are left to those who pass the number: a static program knows /etc/group only. */
static const char *parse_group(const char *text, gid_t *group) {
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || number >= NO_GROUP)
        return "has a group that is not a number";
    *group = (gid_t)number;
    return NULL;
}

static const char *parse_name(const char *text, char name[SOCKET_NAME_MAX + 1]) {
    size_t length = strlen(text);
    if (length == 0 || length > SOCKET_NAME_MAX)
        return "has a name that is not 1 to 255 bytes long";
    for (size_t i = 0; i < length; i++)
        if (text[i] < 0x20 || text[i] > 0x7e || text[i] == ':')
            return "has a name with other than printable ASCII without ':'";
    memcpy(name, text, length + 1);
    return NULL;
}

/* GROUP is read once it is known that the address can have one. */
static const char *parse_setting(char *setting, struct listen_option *option, const char **group) {
    if (strncmp(setting, "name=", 5) == 0)
        return parse_name(setting + 5, option->name);
    if (strncmp(setting, "mode=", 5) == 0)
        return parse_mode(setting + 5, &option->mode);
    if (strncmp(setting, "group=", 6) == 0) {
        *group = setting + 6;
        return NULL;
    }
    return "has a setting that is not name=, mode= or group=";
}

/* A path may contain a comma; only ",word=" begins a setting. */
static char *last_setting(char *text) {
    char *comma = strrchr(text, ',');
    if (!comma)
        return NULL;
    size_t word = strspn(comma + 1, "abcdefghijklmnopqrstuvwxyz");
    return word > 0 && comma[1 + word] == '=' ? comma : NULL;
}

struct listen_option parse_listen(const char *text) {
    struct listen_option option = {.mode = NO_MODE, .group = NO_GROUP};
    char copy[LISTEN_MAX + 1], *comma;
    const char *group = NULL;
    size_t length = strlen(text);
    const char *problem = length > LISTEN_MAX ? "is too long" : NULL;
    if (!problem)
        memcpy(copy, text, length + 1);
    while (!problem && (comma = last_setting(copy))) {
        problem = parse_setting(comma + 1, &option, &group);
        *comma = 0;
    }
    if (!problem)
        problem = parse_address(copy, &option.address, &option.type);
    if (!problem && option.mode != NO_MODE && !is_unix_path(&option.address))
        problem = "has a mode, which only the path of a unix socket has";
    if (!problem && group)
        problem = is_unix_path(&option.address) ? parse_group(group, &option.group)
                                                : "has a group, which only the path of a unix socket has";
    if (problem)
        die("--listen=%s %s", text, problem);
    if (option.mode == NO_MODE)
        option.mode = option.group == NO_GROUP ? OWNER_MODE : GROUP_MODE;
    if (!option.name[0])
        strncpy(option.name, copy, SOCKET_NAME_MAX);
    return option;
}
