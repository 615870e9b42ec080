/* The hand-over played once before exec, on throw-away sockets: that notifications arrive, that the
 * program's memory and descriptors can be reached, that a socket can be put in place, that answers return.
 * What the kernel, a container or a unit forbids is then a sentence and not a program that cannot bind. */
#pragma once

struct rehearsal {
    int old, fresh;
};

struct rehearsal prepare_rehearsal(void);
void close_rehearsal(const struct rehearsal *rehearsal);

/* In the child: sends the listener over CHANNEL, binds, and looks which socket it has then. Ends with
 * status 125 when it is the wrong one. */
void play_program(const struct rehearsal *rehearsal, int channel, int listener);

/* In the parent: returns the listener, or -1 after a sentence (none if the child ended before it sent
 * one). */
int play_supervisor(const struct rehearsal *rehearsal, int channel);
