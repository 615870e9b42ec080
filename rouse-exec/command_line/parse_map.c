#include "command_line/parse_map.h"

#include <stdio.h>
#include <string.h>

#include "address/parse_address.h"
#include "messages/log.h"

#define BIND_MAX 200

static const char *parse_any_address(const char *port, struct map_option *map) {
    char text[BIND_MAX + 16];
    int type;
    map->any_address = true;
    snprintf(text, sizeof text, "0.0.0.0:%s", port);
    return parse_address(text, &map->address, &type);
}

/* Any port replaces the "*" while the address before it is parsed. The name of a unix socket may end in ":*" too. */
static bool parse_any_port(const char *bind, size_t length, struct map_option *map) {
    char text[BIND_MAX + 1];
    int type;
    if (length < 2 || strcmp(bind + length - 2, ":*") != 0)
        return false;
    memcpy(text, bind, length + 1);
    text[length - 1] = '1';
    map->any_port = !parse_address(text, &map->address, &type) && is_inet(&map->address);
    return map->any_port;
}

static const char *parse_bind(const char *bind, size_t length, struct map_option *map) {
    int type;
    if (strcmp(bind, "*") == 0) {
        map->any_address = map->any_port = true;
        return NULL;
    }
    if (strcmp(bind, "*:*") == 0)
        return "has two stars, where one means the same";
    if (strncmp(bind, "*:", 2) == 0)
        return parse_any_address(bind + 2, map);
    return parse_any_port(bind, length, map) ? NULL : parse_address(bind, &map->address, &type);
}

/* The last '=' divides: a path in BIND may contain one, NAME may not. */
struct map_option parse_map(const char *text) {
    struct map_option map = {.text = text};
    char bind[BIND_MAX + 1];
    const char *equals = strrchr(text, '=');
    if (!equals || equals == text || !equals[1])
        die("--map=%s is not BIND=NAME, as in --map=*:8080=web", text);
    size_t length = (size_t)(equals - text);
    if (length > BIND_MAX)
        die("--map=%s: the address is too long", text);
    memcpy(bind, text, length);
    bind[length] = 0;
    map.name = equals + 1;
    const char *problem = parse_bind(bind, length, &map);
    if (problem)
        die("--map=%s: the address '%s' %s", text, bind, problem);
    return map;
}
