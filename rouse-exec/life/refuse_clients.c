#include "life/refuse_clients.h"

#include <unistd.h>

#include "life/failing.h"
#include "messages/log.h"
#include "sockets/passed_holder.h"
#include "sockets/passed_label.h"
#include "sockets/socket_file.h"

bool is_another_run_to_come(const struct service *service) {
    bool asleep = service->slept || (service->left && !service->unserved);
    return service->options->lazy && asleep && !service->end_requested;
}

static bool is_last_run(const struct service *service) {
    return !is_another_run_to_come(service) && !is_to_be_tried_again(service);
}

/* It is closed and not shut down: a process that we do not see, or to which it is on its way (SCM_RIGHTS), can still
 * accept. Another program may listen there from now on: what is connected to the address need not be a client of ours,
 * and the descriptors of our program tell. */
static void close_socket(struct service *service, struct passed_socket *socket) {
    char label[PASSED_LABEL_MAX];
    debug("nobody holds %s any more: clients that connect are refused", label_passed(socket, label));
    remove_own_file(socket);
    close(socket->fd);
    socket->fd = -1;
    socket->shut = false;
    if (service->cold.socket == socket)
        service->cold.socket = NULL, service->cold.next_sample = 0;
    service->idle.by_descriptors = true;
}

void refuse_clients(struct service *service) {
    if (service->options->learn || !is_last_run(service))
        return;
    for (size_t i = 0; i < service->passed.count; i++) {
        struct passed_socket *socket = &service->passed.sockets[i];
        if (socket->fd >= 0 && socket->made_here && !is_held(socket))
            close_socket(service, socket);
    }
}
