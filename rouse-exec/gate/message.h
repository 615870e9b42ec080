/* What rouse-exec and the process of its gate tell each other, a message per packet. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define GATE_TEXT_MAX 160
#define CHECK_PATIENCE_MS 5000 /* a check that hangs has failed */

enum gate_word {
    GATE_SOCKET,    /* here is the private socket of passed socket INDEX */
    GATE_REFUSED,   /* TEXT could not be done: ERROR */
    GATE_BEGIN,     /* to it: try the checks from now on */
    GATE_FAILED,    /* a check has failed: TEXT says which, and how */
    GATE_PASSED,    /* all of them, often enough */
    GATE_CONNECT,   /* to it: connect a socket to the private one of INDEX */
    GATE_CONNECTED, /* here it is, connected or connecting (ERROR: EINPROGRESS), or ERROR */
};

struct gate_message {
    enum gate_word word;
    size_t index;
    unsigned asked; /* the number of the question, of GATE_CONNECT and its answer */
    int error;
    char text[GATE_TEXT_MAX];
};

/* FD goes with it; -1: none. Returns false with errno. */
bool send_to_gate(int channel, const struct gate_message *message, int fd);

/* FD gets what came with it; -1: nothing. Waits for MILLISECONDS at most. Returns false with errno; EPIPE: nobody is at
 * the other end any more. */
bool receive_of_gate(int channel, struct gate_message *message, int *fd, int milliseconds);
