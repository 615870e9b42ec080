#include "idle/ignored.h"

#include <string.h>
#include <sys/socket.h>

#include "address/address.h"
#include "kernel/diag_query.h"
#include "kernel/unit_of.h"

bool is_ignored_address(const struct use_options *rules, const uint32_t address[4]) {
    for (size_t i = 0; i < rules->ignored_count; i++)
        if (is_in_network(&rules->ignored[i], (const uint8_t *)address))
            return true;
    return false;
}

bool asks_for_owners(const struct use_options *rules) {
    for (size_t i = 0; i < rules->ignored_count; i++)
        if (rules->ignored[i].kind != CLIENT_NETWORK)
            return true;
    return false;
}

/* The kernel shows no owner of a socket that no process has any more. */
bool is_ignored_owner(const struct use_options *rules, const struct other_end *client) {
    for (size_t i = 0; client->inode != 0 && i < rules->ignored_count; i++) {
        const struct client_rule *rule = &rules->ignored[i];
        if (rule->kind == CLIENT_USER && rule->user == client->user)
            return true;
        if (rule->kind == CLIENT_UNIT && client->cgroup != 0 && is_cgroup_of_unit(client->cgroup, rule->unit))
            return true;
    }
    return false;
}

bool is_ignored_peer(const struct use_options *rules, int fd) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return false;
    for (size_t i = 0; i < rules->ignored_count; i++) {
        const struct client_rule *rule = &rules->ignored[i];
        if ((rule->kind == CLIENT_USER && rule->user == peer.uid) ||
            (rule->kind == CLIENT_UNIT && is_process_of_unit(peer.pid, rule->unit)))
            return true;
    }
    return false;
}

struct owner {
    bool known;
    uid_t user;
};

static bool take_user(const void *data, size_t length, void *context) {
    struct owner *owner = context;
    const struct nlattr *user = find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_UID);
    owner->known = user && user->nla_len >= sizeof *user + sizeof owner->user;
    if (owner->known)
        memcpy(&owner->user, user + 1, sizeof owner->user);
    return false;
}

bool is_ignored_unix_user(const struct use_options *rules, ino_t inode) {
    struct owner owner = {0};
    if (inode != 0)
        ask_unix(inode, UDIAG_SHOW_UID, take_user, &owner);
    for (size_t i = 0; owner.known && i < rules->ignored_count; i++)
        if (rules->ignored[i].kind == CLIENT_USER && rules->ignored[i].user == owner.user)
            return true;
    return false;
}

bool is_ignored_descriptor(const struct use_options *rules, int fd) {
    struct address peer = {.length = sizeof peer.storage};
    uint32_t mapped[] = {0, 0, htonl(0xffff), 0};
    if (rules->ignored_count == 0 || getpeername(fd, &peer.any, &peer.length) != 0)
        return false;
    if (peer.any.sa_family == AF_UNIX)
        return asks_for_owners(rules) && is_ignored_peer(rules, fd);
    if (peer.any.sa_family == AF_INET)
        mapped[3] = peer.in.sin_addr.s_addr;
    else
        memcpy(mapped, &peer.in6.sin6_addr, sizeof mapped);
    return is_ignored_address(rules, mapped);
}
