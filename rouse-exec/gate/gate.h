/* The readiness gate (--ready-check). A program that binds a passed stream socket gets a private one in its place, on
 * which the checks are tried; clients wait in the queue of the passed one, and see nothing of a server that is up and
 * cannot answer yet. When the checks pass, the passed sockets take the place of the private ones (swap/at_opening.h). */
#pragma once

#include "service/service.h"

/* Ends with one sentence and status 125 when a check names no stream socket. */
void refuse_bad_checks(const struct passed_set *set, const struct options *options);

/* Whether some client is to wait: there are checks, and a stream socket. */
bool has_gate(const struct service *service);

/* Before the start of the program: its private sockets. Returns false, and has said why, when they cannot be made. */
bool shut_gate(struct service *service);

/* Shuts it and lets it go, to see whether that can be done here. */
bool rehearse_gate(struct service *service);

/* The program listens on a private socket: the checks begin. */
void begin_checks(struct service *service);

/* A process that binds, and could not be given the passed socket later, gets it now: nobody may inspect it (OLD, our
 * duplicate of its socket, is -1), or another one traces it. A line says so. */
void leave_out_unreachable(struct service *service, const struct passed_socket *socket, pid_t tid, int old);

/* Reads what the process of the gate says. */
void hear_gate(struct service *service);
/* Readable when it says something; -1: there is none. */
int gate_channel(const struct service *service);

/* The same for the program's own READY=1, and for whatever else it tells the service manager as long as it runs. */
void hear_program(struct service *service);
int notify_channel(const struct service *service);

/* Returns a socket that is connected to the private one of SOCKET, or still connecting (EINPROGRESS); -1 with errno. */
int connect_in_gate(struct service *service, const struct passed_socket *socket);

/* When the gate has to be opened, or the program's time is over; 0: never. */
uint64_t gate_deadline(const struct service *service);
/* Asks the service manager to wait longer, if that is due. */
bool ask_for_time(struct service *service);
/* Whether the program has had its time. */
bool is_gate_late(const struct service *service);
/* How far it has come, in words. */
const char *why_late(const struct service *service);

/* Nobody needs the private sockets and their process any more. */
void end_gate(struct service *service, enum gate_state state);
