#include "idle/own_datagrams.h"

#include <string.h>

#include "kernel/descriptor_walk.h"
#include "kernel/diag_query.h"
#include "kernel/process.h"
#include "kernel/process_list.h"
#include "messages/log.h"
#include "sockets/passed_label.h"

#define ARRIVALS_BEFORE 8 /* looks in a row that found nothing but arrivals: two idle times */
#define SENDERS_MAX 16

struct senders {
    const struct passed_socket *to;
    size_t count;
    ino_t inodes[SENDERS_MAX];
};

static bool add(struct senders *senders, ino_t inode) {
    if (inode != 0)
        senders->inodes[senders->count++] = inode;
    return senders->count < SENDERS_MAX;
}

static struct address address_of(int family, const uint32_t host[4], uint16_t port) {
    struct address address = {.length = sizeof address.in6, .in6 = {.sin6_family = AF_INET6, .sin6_port = port}};
    memcpy(&address.in6.sin6_addr, host, sizeof address.in6.sin6_addr);
    if (family == AF_INET) {
        address = (struct address){.length = sizeof address.in, .in = {.sin_family = AF_INET, .sin_port = port}};
        memcpy(&address.in.sin_addr, host, sizeof address.in.sin_addr);
    }
    return as_v4(&address);
}

/* A socket that is connected to an address of its own machine has that address itself, or loopback. */
static bool stays_on_this_machine(const struct inet_diag_msg *message, const struct address *peer) {
    return is_loopback(peer) || memcmp(message->id.idiag_src, message->id.idiag_dst, sizeof message->id.idiag_src) == 0;
}

static bool visit_inet(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct senders *senders = context;
    const struct address *to = &senders->to->address;
    if (length < sizeof *message || message->id.idiag_dport != htons((uint16_t)port_of(to)))
        return true;
    struct address peer = address_of(message->idiag_family, message->id.idiag_dst, message->id.idiag_dport);
    struct address wanted = as_v4(to);
    bool fits = is_wildcard(to) ? stays_on_this_machine(message, &peer) : same_address(&peer, &wanted);
    return !fits || add(senders, message->idiag_inode);
}

static bool visit_unix(const void *data, size_t length, void *context) {
    const struct unix_diag_msg *message = data;
    struct senders *senders = context;
    uint32_t peer = 0;
    if (length < sizeof *message || message->udiag_type != SOCK_DGRAM)
        return true;
    const struct nlattr *attribute = find_attribute(data, length, sizeof *message, UNIX_DIAG_PEER);
    if (attribute && attribute->nla_len >= sizeof *attribute + sizeof peer)
        memcpy(&peer, attribute + 1, sizeof peer);
    return peer != (uint32_t)senders->to->inode || add(senders, message->udiag_ino);
}

static void list_senders(struct senders *senders) {
    if (is_inet(&senders->to->address)) {
        ask_inet(AF_INET, IPPROTO_UDP, 0, ANY_TCP_STATE, visit_inet, senders);
        ask_inet(AF_INET6, IPPROTO_UDP, 0, ANY_TCP_STATE, visit_inet, senders);
        return;
    }
    struct query query = {
        .un = {.sdiag_family = AF_UNIX, .udiag_states = ANY_TCP_STATE, .udiag_show = UDIAG_SHOW_PEER}};
    ask_diag(&query, NLM_F_REQUEST | NLM_F_DUMP, sizeof query.un, visit_unix, senders);
}

static bool is_among(const struct senders *senders, ino_t inode) {
    for (size_t i = 0; i < senders->count; i++)
        if (senders->inodes[i] == inode)
            return true;
    return false;
}

static bool has_one(pid_t pid, const struct senders *senders) {
    struct descriptor_walk walk;
    ino_t inode;
    int fd;
    bool found = false;
    if (!open_descriptors(&walk, pid))
        return false;
    while (!found && next_socket(&walk, &fd, &inode))
        found = is_among(senders, inode);
    close_descriptors(&walk);
    return found;
}

/* Returns a process of the program that is connected to SOCKET; 0: there is none. */
static pid_t find_own_sender(const struct passed_socket *socket) {
    struct senders senders = {.to = socket};
    if (socket->type != SOCK_DGRAM)
        return 0;
    list_senders(&senders);
    struct process_list all = senders.count > 0 ? list_descendants() : (struct process_list){0};
    for (size_t i = 0; i < all.count; i++)
        if (has_one(all.pids[i], &senders))
            return all.pids[i];
    return 0;
}

static bool say_own_sender(const struct passed_socket *socket) {
    char name[32], label[PASSED_LABEL_MAX];
    pid_t pid = find_own_sender(socket);
    if (pid > 0)
        warn("process %d (%s) of the program is connected to the passed socket %s, where every datagram counts as use, "
             "since the kernel does not tell from whom it is: the program may never be put to sleep",
             pid, process_name(pid, name, sizeof name), label_passed(socket, label));
    return pid > 0;
}

void explain_own_datagrams(struct service *service, bool arrived) {
    struct idle_watch *idle = &service->idle;
    idle->arrivals = arrived && idle->connections == 0 ? idle->arrivals + 1 : 0;
    if (idle->arrivals < ARRIVALS_BEFORE || service->own_datagrams_said)
        return;
    idle->arrivals = 0;
    for (size_t i = 0; i < service->passed.count && !service->own_datagrams_said; i++)
        service->own_datagrams_said = say_own_sender(&service->passed.sockets[i]);
}

void note_own_senders(struct service *service) {
    for (size_t i = 0; i < service->passed.count; i++)
        service->passed.sockets[i].has_own_sender = find_own_sender(&service->passed.sockets[i]) > 0;
}

void explain_own_leftovers(struct service *service) {
    char label[PASSED_LABEL_MAX];
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        bool left = service->slept && socket->has_own_sender && has_pending(socket);
        socket->has_own_sender = false;
        if (!left || service->leftovers_said)
            continue;
        service->leftovers_said = true;
        warn("the program was put to sleep and is started again at once: a datagram waits at the passed socket %s, to "
             "which the program itself was connected",
             label_passed(socket, label));
    }
}
