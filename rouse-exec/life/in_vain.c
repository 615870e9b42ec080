#include "life/in_vain.h"

#include <stdio.h>

#include "address/format_address.h"
#include "bind/unmatched.h"
#include "kernel/io_uring.h"
#include "life/left_out.h"
#include "messages/log.h"
#include "sockets/passed_label.h"

#define ENDING_MAX 96

static bool is_of_kind(const struct listener *one, const struct passed_socket *socket) {
    return one->type == socket->type && is_inet(&one->address) == is_inet(&socket->address);
}

static bool is_of_port(const struct listener *one, const struct passed_socket *socket) {
    return is_of_kind(one, socket) && is_inet(&one->address) && port_of(&one->address) == port_of(&socket->address);
}

/* src/services/unserved.ts prefers in the same order. */
const struct listener *find_instead(const struct service *service, const struct passed_socket *socket) {
    const struct listener *first = NULL;
    for (size_t i = 0; i < service->elsewhere_count; i++) {
        const struct listener *one = &service->elsewhere[i];
        if (is_of_port(one, socket))
            return one;
        if (!first && is_of_kind(one, socket))
            first = one;
    }
    return first;
}

/* A program that has bound nothing of its kind may be about to; after ten seconds, anything may be what it bound. */
static const struct listener *find_any_instead(const struct service *service, const struct passed_socket *socket) {
    const struct listener *instead = find_instead(service, socket);
    for (size_t i = 0; !instead && i < service->elsewhere_count; i++)
        if (service->elsewhere[i].type == socket->type)
            instead = &service->elsewhere[i];
    return instead;
}

void say_missing(const struct service *service, const struct passed_socket *socket) {
    if (socket->given_up_at || socket->in_vain_said) /* it was bound; or more has been said already */
        return;
    if (find_served(socket)) /* settle_left_out says it in time */
        return;
    char label[PASSED_LABEL_MAX], text[ADDRESS_TEXT_MAX];
    const struct listener *instead = find_any_instead(service, socket);
    label_passed(socket, label);
    if (instead)
        warn("the passed socket %s was never bound by the program, which listens on %s: its clients wait in vain",
             label, format_address(&instead->address, text));
    else
        warn("the passed socket %s was never bound by the program: its clients wait in vain%s", label,
             uses_io_uring() ? " (it uses io_uring, and a bind made through that is not seen; turn it off in the program)"
                             : "");
}

static void put_ending(unsigned end_s, const char *option, char text[ENDING_MAX]) {
    text[0] = 0;
    if (end_s > 0)
        snprintf(text, ENDING_MAX, "; unless it does so within %u s%s, it will be ended", end_s, option);
}

/* It is said once, whichever comes first: the time in which the program might have bound IPv6 too, or a client. */
static void say_aside(const struct passed_socket *socket, const struct listener *instead, unsigned end_s) {
    char label[PASSED_LABEL_MAX], text[ADDRESS_TEXT_MAX], advice[ADVICE_MAX], end[ENDING_MAX] = "";
    if (end_s > 0)
        snprintf(end, sizeof end, "; the program will be ended in %u s", end_s);
    warn("a client waits in vain at the passed socket %s, since the program binds only %s (IPv4): %s%s",
         label_passed(socket, label), format_address(&instead->address, text),
         advise(socket, &instead->address, advice), end);
}

static void say_elsewhere(const struct service *service, const struct passed_socket *socket,
                          const struct listener *instead, unsigned end_s) {
    char label[PASSED_LABEL_MAX], text[ADDRESS_TEXT_MAX], end[ENDING_MAX];
    bool may_load = service->state == STATE_STARTING && !is_of_port(instead, socket); /* RabbitMQ starts epmd first */
    put_ending(end_s, "", end);
    format_address(&instead->address, text);
    label_passed(socket, label);
    if (may_load && socket->given_up_at)
        warn("the program listens on %s, and has closed %s, where a client waits: unless it is still loading, make the "
             "program bind that address",
             text, label);
    else if (may_load)
        warn("the program listens on %s, not on %s, where a client waits: unless it is still loading, make the program "
             "bind that address, or use --map=%s=%s",
             text, label, text, socket->name);
    else
        warn("the program listens on %s, not on %s, where a client waits: make the program bind that address, or use "
             "--map=%s=%s%s",
             text, label, text, socket->name, end);
}

static void say_given_up(const struct passed_socket *socket, unsigned end_s) {
    char label[PASSED_LABEL_MAX], end[ENDING_MAX];
    label_passed(socket, label);
    put_ending(end_s, " (--stop-timeout)", end);
    if (socket->closed_alive)
        warn("the program has closed the passed socket %s, where a client waits: it must bind that address again%s",
             label, end);
    else
        warn("the process that bound the passed socket %s has ended: a client waits there until another one binds it",
             label);
}

void say_unmoved(const struct passed_socket *socket) {
    char label[PASSED_LABEL_MAX];
    warn("the program is ready, and does not accept a client that waits at %s: it uses io_uring, and may accept there from "
         "a registered file, which cannot be given to it; start it without --ready-check if clients go on waiting",
         label_passed(socket, label));
}

void say_in_vain(const struct service *service, const struct passed_socket *socket, unsigned end_s) {
    const struct listener *instead = find_instead(service, socket);
    const struct passed_socket *served = socket->given_up_at ? NULL : find_served(socket);
    if (served)
        say_left_out(socket, served);
    else if (instead && socket->aside.pid)
        say_aside(socket, instead, end_s);
    else if (instead)
        say_elsewhere(service, socket, instead, end_s);
    else
        say_given_up(socket, end_s);
}
