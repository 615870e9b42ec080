#include "idle/waiting_clients.h"

#include <netinet/tcp.h>
#include <string.h>

#include "idle/ignored.h"
#include "kernel/diag_query.h"
#include "kernel/sock_diag.h"
#include "sockets/other_end.h"

#define OWNERS_ASKED 8 /* of clients that wait at once */

struct queue {
    const struct passed_socket *socket;
    const struct use_options *rules;
    struct waiting_clients found;
    size_t to_ask;
    struct tcp_end ends[OWNERS_ASKED]; /* whose owners are to be asked for, once the list has been read */
    uint32_t inodes[OWNERS_ASKED];
};

/* A connection is in the queue before its state is ESTABLISHED (inet_csk_complete_hashdance, tcp_child_process): what is
 * in SYN_RECV may be there already. */
static bool visit_tcp(const void *data, size_t length, void *context) {
    const struct inet_diag_msg *message = data;
    struct queue *queue = context;
    if (length < sizeof *message || message->idiag_inode != 0 || !is_made_to(&queue->socket->address, &message->id))
        return true;
    struct tcp_end end = read_end(message);
    bool ignored = is_ignored_address(queue->rules, end.remote);
    if (ignored)
        queue->found.ignored += message->idiag_state != TCP_SYN_RECV;
    else if (asks_for_owners(queue->rules) && message->idiag_state == TCP_ESTABLISHED && queue->to_ask < OWNERS_ASKED)
        queue->ends[queue->to_ask++] = end;
    else
        queue->found.others = true;
    return !queue->found.others;
}

static void ask_tcp(struct queue *queue) {
    uint32_t states = TCP_STATE_BIT(TCP_SYN_RECV) | TCP_STATE_BIT(TCP_ESTABLISHED) | TCP_STATE_BIT(TCP_CLOSE_WAIT);
    const struct address *address = &queue->socket->address;
    if (!ask_inet(address->any.sa_family, IPPROTO_TCP, port_of(address), states, visit_tcp, queue))
        queue->found.others = true;
    for (size_t i = 0; i < queue->to_ask && !queue->found.others; i++) {
        struct other_end client = find_other_end(&queue->ends[i]);
        if (is_ignored_owner(queue->rules, &client))
            queue->found.ignored++;
        else
            queue->found.others = true;
    }
}

/* One that has gone has no inode, and may have left words. */
static bool visit_unix(const void *data, size_t length, void *context) {
    struct queue *queue = context;
    const struct nlattr *waiting = find_attribute(data, length, sizeof(struct unix_diag_msg), UNIX_DIAG_ICONS);
    size_t count = waiting ? (waiting->nla_len - sizeof *waiting) / sizeof *queue->inodes : 0;
    if (count > OWNERS_ASKED)
        queue->found.others = true;
    else if (count > 0)
        memcpy(queue->inodes, waiting + 1, count * sizeof *queue->inodes);
    queue->to_ask = count > OWNERS_ASKED ? 0 : count;
    return false;
}

static void ask_unix_queue(struct queue *queue) {
    if (!ask_unix(queue->socket->inode, UDIAG_SHOW_ICONS, visit_unix, queue))
        queue->found.others = true;
    for (size_t i = 0; i < queue->to_ask && !queue->found.others; i++) {
        if (is_ignored_unix_user(queue->rules, queue->inodes[i]))
            queue->found.ignored++;
        else
            queue->found.others = true;
    }
}

struct waiting_clients list_waiting(const struct passed_socket *socket, const struct use_options *rules) {
    struct queue queue = {.socket = socket, .rules = rules};
    if (socket->type == SOCK_DGRAM)
        queue.found.others = true;
    else if (is_inet(&socket->address))
        ask_tcp(&queue);
    else
        ask_unix_queue(&queue);
    return queue.found;
}

bool does_client_wait(const struct passed_socket *socket, const struct use_options *rules) {
    if (!has_pending(socket))
        return false;
    if (rules->ignored_count == 0)
        return true;
    struct waiting_clients waiting = list_waiting(socket, rules);
    return waiting.others || waiting.ignored == 0;
}
