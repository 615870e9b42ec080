#include "idle/turn_away.h"

#include <sys/socket.h>
#include <unistd.h>

#include "idle/waiting_clients.h"
#include "messages/log.h"
#include "sockets/passed_label.h"

#define AT_ONCE 16 /* a crowd of them must not keep a signal waiting */

static bool are_all_ignored(const struct passed_socket *socket, const struct use_options *rules) {
    struct waiting_clients waiting = list_waiting(socket, rules);
    return waiting.ignored > 0 && !waiting.others;
}

/* accept(2) takes the head of the queue, whoever that is, and cannot give it back; no list tells the order. A client that
 * the first list shows is in the queue by then, and leaves it by our accept alone. So whoever is before it has been in
 * the queue since before the second list was begun, and is in that list too, unless it has gone. A list is not one moment:
 * the first alone might miss a client that came before one that it shows. */
static bool may_turn_away(const struct passed_socket *socket, const struct use_options *rules) {
    return socket->made_here && are_all_ignored(socket, rules) && are_all_ignored(socket, rules);
}

static bool turn_away(const struct passed_socket *socket) {
    char label[PASSED_LABEL_MAX];
    int client = accept4(socket->fd, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0)
        return false;
    close(client);
    debug("a client of --ignore-clients at %s was turned away", label_passed(socket, label));
    return true;
}

static bool is_left_at(const struct passed_socket *socket, const struct use_options *rules) {
    for (unsigned i = 0; i < AT_ONCE && has_pending(socket); i++)
        if (!may_turn_away(socket, rules) || !turn_away(socket))
            return true;
    return false;
}

bool is_client_left(const struct service *service) {
    const struct use_options *rules = &service->options->use;
    if (rules->ignored_count == 0)
        return true;
    for (size_t i = 0; i < service->passed.count; i++)
        if (is_left_at(&service->passed.sockets[i], rules))
            return true;
    return false;
}
