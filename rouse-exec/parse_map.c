#include "parse_map.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"

/* A port that no BIND can name stands in for "*" while the address before it is read. */
#define STAND_IN_PORT "1"

static const char *parse_bind(char *bind, struct map_option *map) {
    int type;
    if (strcmp(bind, "*") == 0) {
        map->any_address = map->any_port = true;
        return NULL;
    }
    char text[ADDRESS_TEXT_MAX] = "0.0.0.0";
    map->any_address = strncmp(bind, "*:", 2) == 0;
    strncat(text, map->any_address ? bind + 1 : bind, sizeof text - strlen(text) - 1);
    char *address = map->any_address ? text : text + strlen("0.0.0.0");
    size_t length = strlen(address);
    if (strcmp(bind, "*:*") == 0)
        return "has two stars where one says the same";
    map->any_port = *address != '/' && *address != '@' && length > 2 && strcmp(address + length - 2, ":*") == 0;
    if (map->any_port)
        memcpy(address + length - 1, STAND_IN_PORT, 1);
    return parse_address(address, &map->address, &type);
}

/* NAME cannot hold a '=' that BIND needs more: a path may have one, so the last one divides. */
struct map_option parse_map(const char *text) {
    struct map_option map = {.text = text};
    char *copy = strdup(text);
    if (!copy)
        die_errno("cannot read --map=%s", text);
    char *equals = strrchr(copy, '=');
    if (!equals || equals == copy || !equals[1])
        die("--map=%s is not BIND=NAME, as in --map=*:8080=web", text);
    *equals = 0;
    map.name = equals + 1;
    const char *problem = strlen(copy) > 200 ? "is too long" : parse_bind(copy, &map);
    if (problem)
        die("--map=%s: the address '%s' %s", text, copy, problem);
    return map;
}
