/* Datagrams that the program sends to its own passed socket (postlogd). They count as use: whose a datagram is the kernel
 * tells only if SO_PASSCRED was set on one of both sockets when it was sent (maybe_add_creds in net/unix/af_unix.c, Linux 3.2), which the
 * program would see, and of one that has been read nothing is left. A client may send and be gone at once, so what can be
 * seen at a look proves nothing about what has arrived before. It is said instead. */
#pragma once

#include "service/service.h"

/* Says once that the program keeps itself awake: nothing but datagrams has arrived for some idle times, ARRIVED at this
 * look too, and a process of it is connected to the socket. Called at each look. */
void explain_own_datagrams(struct service *service, bool arrived);

/* Notes at the last look which datagram sockets the program itself is connected to. */
void note_own_senders(struct service *service);

/* Says once that the program has ended and is started again by a datagram that may be its own. */
void explain_own_leftovers(struct service *service);
