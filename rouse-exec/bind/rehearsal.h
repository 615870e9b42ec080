/* The hand-over is rehearsed once before exec, on throw-away sockets: notifications arrive, the program's memory and
 * descriptors can be reached, a socket can be put in place, answers return. If the kernel, a container or a unit
 * forbids a step, the result is a sentence and not a program that cannot bind. */
#pragma once

struct rehearsal {
    int old, fresh;
};

struct rehearsal prepare_rehearsal(void);
void close_rehearsal(const struct rehearsal *rehearsal);

/* In the child: sends the listener over CHANNEL, binds, and checks which socket it has then. Ends with status 125
 * when it is the wrong one. */
void play_program(const struct rehearsal *rehearsal, int channel, int listener);

/* In the parent: returns the listener, or -1 after a sentence. There is no sentence if the child ended before it sent
 * the listener. */
int play_supervisor(const struct rehearsal *rehearsal, int channel);
