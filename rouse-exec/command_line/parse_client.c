#include "command_line/parse_client.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "messages/log.h"

#define MAPPED_BITS 96
#define UNIT_LONGEST 255

static const uint8_t mapped[MAPPED_BITS / 8] = {[10] = 0xff, [11] = 0xff};

static bool is_mapped(const uint8_t address[16]) {
    return memcmp(address, mapped, sizeof mapped) == 0;
}

static bool read_number(const char *text, unsigned long limit, unsigned long *number) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    *number = strtoul(text, &end, 10);
    return *end == 0 && *number <= limit;
}

static bool read_host(const char *text, uint8_t address[16], unsigned *longest) {
    memcpy(address, mapped, sizeof mapped);
    *longest = 32;
    if (inet_pton(AF_INET, text, address + sizeof mapped) == 1)
        return true;
    *longest = 128;
    return inet_pton(AF_INET6, text, address) == 1;
}

static bool read_network(const char *text, struct client_rule *rule) {
    char host[INET6_ADDRSTRLEN];
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    unsigned longest;
    unsigned long bits;
    if (length >= sizeof host)
        return false;
    snprintf(host, sizeof host, "%.*s", (int)length, text);
    if (!read_host(host, rule->network, &longest))
        return false;
    bits = longest;
    if (slash && !read_number(slash + 1, longest, &bits))
        return false;
    rule->bits = (unsigned)bits + (longest == 32 ? MAPPED_BITS : 0);
    return true;
}

/* systemctl(1) does the same. */
static const char *complete_unit(const char *text, const char *name) {
    static const char *const kinds[] = {".service", ".scope", ".slice", ".socket", ".mount", ".swap"};
    size_t length = strlen(name);
    char *unit;
    if (length == 0 || length > UNIT_LONGEST || strchr(name, '/'))
        die("--ignore-clients=%s names no unit, as in --ignore-clients=unit:prometheus.service", text);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (length > strlen(kinds[i]) && strcmp(name + length - strlen(kinds[i]), kinds[i]) == 0)
            return name;
    unit = malloc(length + sizeof ".service");
    if (!unit)
        die_errno("cannot read the command line");
    memcpy(unit, name, length);
    memcpy(unit + length, ".service", sizeof ".service");
    return unit;
}

struct client_rule parse_client(const char *text) {
    struct client_rule rule = {.kind = CLIENT_NETWORK};
    unsigned long user;
    if (strncmp(text, "unit:", 5) == 0) {
        rule.kind = CLIENT_UNIT;
        rule.unit = complete_unit(text, text + 5);
    } else if (strncmp(text, "uid:", 4) == 0) {
        if (!read_number(text + 4, UINT32_MAX - 1UL, &user))
            die("--ignore-clients=%s names no user: write the number, as in --ignore-clients=uid:1000", text);
        rule.kind = CLIENT_USER;
        rule.user = (uid_t)user;
    } else if (!read_network(text, &rule)) {
        die("--ignore-clients=%s is not a network, uid:N or unit:NAME; write it as 10.0.0.0/8, fd00::/8, 127.0.0.1, "
            "uid:1000 or unit:prometheus.service",
            text);
    }
    return rule;
}

/* A network of IPv6, however wide, has no clients of IPv4. */
bool is_in_network(const struct client_rule *rule, const uint8_t address[16]) {
    unsigned whole = rule->bits / 8, rest = rule->bits % 8;
    if (rule->kind != CLIENT_NETWORK || (rule->bits < MAPPED_BITS && is_mapped(address)))
        return false;
    if (memcmp(rule->network, address, whole) != 0)
        return false;
    return rest == 0 || (rule->network[whole] ^ address[whole]) >> (8 - rest) == 0;
}
