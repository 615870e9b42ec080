/* --ignore-clients: whose connections are no use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum client_kind { CLIENT_NETWORK, CLIENT_USER, CLIENT_UNIT };

struct client_rule {
    enum client_kind kind;
    uint8_t network[16]; /* of IPv6; one of IPv4 is mapped */
    unsigned bits;       /* of NETWORK */
    uid_t user;
    const char *unit; /* prometheus.service */
};

/* Ends with one sentence and status 125 when TEXT is no rule. */
struct client_rule parse_client(const char *text);

/* Whether the rule is of that network; an address of IPv4 is mapped. */
bool is_in_network(const struct client_rule *rule, const uint8_t address[16]);
