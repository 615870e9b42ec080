#include "idle/left_waiting.h"

#include "clock.h"
#include "messages/log.h"
#include "sockets/passed_label.h"
#include "sockets/unaccepted.h"

/* Queues are first in, first out: who is found again has not been overlooked in a crowd. */
void explain_left_waiting(const struct service *service, struct passed_socket *socket) {
    struct left_waiting *waiting = &socket->left_waiting;
    char label[PASSED_LABEL_MAX];
    bool silent = waiting->said || socket->will_be_shut; /* that was said (life/left_out.h) */
    uint64_t client = silent || !waiting->any ? 0 : find_unaccepted(socket, waiting->client);
    uint64_t now = now_us();
    if (client == 0 || client != waiting->client) {
        waiting->client = client;
        waiting->since = now;
    } else if (now - waiting->since >= service->options->idle_us) {
        waiting->said = true;
        warn("a client at %s has waited for a whole idle time, and the program does not accept it: the program is not "
             "put to sleep as long as one waits there",
             label_passed(socket, label));
    }
}
