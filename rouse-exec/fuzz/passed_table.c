#include "fuzz/passed_table.h"

#include <stdio.h>

#include "address/format_address.h"
#include "address/parse_address.h"
#include "array.h"
#include "fuzz/input.h"

static const char *const addresses[] = {
    "127.0.0.1:8080", "0.0.0.0:8081",   "[::]:8082",      "[::1]:8080",      "[fe80::1%1]:8083",
    "udp:127.0.0.1:53", "udp:[::]:8080", "/tmp/fuzz.sock", "unix-dgram:/tmp/fuzz.sock", "@fuzz",
    "unix-seqpacket:@fuzz",
};
static struct passed_socket sockets[COUNT_OF(addresses)];

static void fill(struct passed_socket *socket, const char *text) {
    EXPECT(!parse_address(text, &socket->address, &socket->type));
    snprintf(socket->name, sizeof socket->name, "%s", text);
    if (is_inet(&socket->address))
        socket->protocol = socket->type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    if (is_unix_path(&socket->address))
        socket->path = identify_path(&socket->address);
}

const struct passed_set *passed_table(void) {
    static struct passed_set set = {sockets, 0};
    while (set.count < COUNT_OF(sockets)) {
        fill(&sockets[set.count], addresses[set.count]);
        set.count++;
    }
    return &set;
}

void expect_sound_match(const struct options *options, const struct bind_request *request) {
    const struct passed_set *set = passed_table();
    const struct passed_socket *found = match_bind(set, options, request);
    char text[ADDRESS_TEXT_MAX];
    EXPECT(!found || may_match(set, options, &request->address));
    EXPECT(!found || found->type == request->type);
    EXPECT(!found || !is_inet(&request->address) || port_of(&request->address) != 0);
    const struct passed_socket *near = near_miss(set, request);
    EXPECT(!near || port_of(&near->address) == port_of(&request->address));
    format_address(&request->address, text);
}
