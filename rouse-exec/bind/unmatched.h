/* Binds that no passed socket answers: they are kept for the report, and explained once per address. */
#pragma once

#include "address/format_address.h"
#include "bind/match.h"
#include "service/service.h"

#define ADVICE_MAX (ADDRESS_TEXT_MAX + 64)

/* Whether the bind is known already, or not worth noting: the kernel chooses the port, the family is unknown, or
 * there is no room left. */
bool is_known_unmatched(const struct service *service, const struct address *address);

/* Whether a bind of TYPE to the address was noted; TYPE 0: of any type. */
bool is_noted_unmatched(const struct service *service, const struct address *address, int type);

/* Writes how the owner of PASSED lets the program have the address ASKED, but opens it to no more than before. */
const char *advise(const struct passed_socket *passed, const struct address *asked, char text[ADVICE_MAX]);

/* As note_unmatched, for a bind that asked for a passed socket and was refused it, which was said: the kernel may do it
 * beside the passed one. */
void note_refused(struct service *service, const struct bind_request *request, pid_t tid);

void note_unmatched(struct service *service, const struct bind_request *request, pid_t tid);
