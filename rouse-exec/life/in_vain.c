#include "life/in_vain.h"

#include <stdio.h>

#include "address/format_address.h"
#include "kernel/descriptor_walk.h"
#include "kernel/process.h"
#include "messages/log.h"
#include "sockets/passed_label.h"

#define ENDING_MAX 96

static bool has_io_uring(pid_t pid) {
    struct descriptor_walk walk;
    struct open_descriptor found = {.kind = DESCRIPTOR_OTHER};
    if (!open_descriptors(&walk, pid))
        return false;
    while (found.kind != DESCRIPTOR_IO_URING && next_descriptor(&walk, &found))
        ;
    close_descriptors(&walk);
    return found.kind == DESCRIPTOR_IO_URING;
}

bool uses_io_uring(void) {
    struct process_list all = list_descendants();
    for (size_t i = 0; i < all.count; i++)
        if (has_io_uring(all.pids[i]))
            return true;
    return false;
}

const struct listener *find_instead(const struct service *service, const struct passed_socket *socket) {
    for (size_t i = 0; i < service->elsewhere_count; i++) {
        const struct listener *one = &service->elsewhere[i];
        if (one->type == socket->type && is_inet(&one->address) == is_inet(&socket->address))
            return one;
    }
    return NULL;
}

void say_missing(const struct service *service, const struct passed_socket *socket) {
    if (socket->given_up_at || socket->in_vain_said) /* it was bound; or more has been said already */
        return;
    char label[PASSED_LABEL_MAX], text[ADDRESS_TEXT_MAX];
    const struct listener *instead = find_instead(service, socket);
    label_passed(socket, label);
    if (instead)
        warn("the passed socket %s was never bound by the program, which listens on %s: its clients wait in vain",
             label, format_address(&instead->address, text));
    else
        warn("the passed socket %s was never bound by the program: its clients wait in vain%s", label,
             uses_io_uring() ? " (it uses io_uring, and a bind made through that is not seen; turn it off in the program)"
                             : "");
}

static void put_ending(unsigned end_s, char text[ENDING_MAX]) {
    text[0] = 0;
    if (end_s > 0)
        snprintf(text, ENDING_MAX, "; unless it does so within %u s, it is ended", end_s);
}

void say_in_vain(const struct service *service, const struct passed_socket *socket, unsigned end_s) {
    char label[PASSED_LABEL_MAX], text[ADDRESS_TEXT_MAX], end[ENDING_MAX];
    const struct listener *instead = find_instead(service, socket);
    label_passed(socket, label);
    put_ending(end_s, end);
    if (instead) {
        format_address(&instead->address, text);
        warn("the program listens on %s, not on %s, where a client waits: make it bind that address, or write "
             "--map=%s=%s%s",
             text, label, text, socket->name, end);
    } else if (socket->closed_alive) {
        warn("the program has closed the passed socket %s, where a client waits: it must bind that again%s", label, end);
    } else {
        warn("the process that bound the passed socket %s has ended: a client waits there until another one binds it",
             label);
    }
}
