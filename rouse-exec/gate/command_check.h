/* A ready check that is a command. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "gate/message.h"
#include "sockets/passed.h"

/* Puts ROUSE_CHECK_ADDRESS, ROUSE_CHECK_HOST and ROUSE_CHECK_PORT of the private socket OWN of SOCKET into the
 * environment of commands. */
void tell_commands_of(const struct passed_socket *socket, int own);

/* Where the process group of the running command is noted, for whoever ends its parent; 0: none runs. */
void note_commands_in(pid_t *group);

/* Commands are killed when the other end of CHANNEL is closed. */
void run_commands_for(int channel);

#define NO_STATUS (-1)

/* Has /bin/sh run COMMAND for CHECK_PATIENCE_MS at most. Returns its exit status, or NO_STATUS; TEXT gets how it ended, and
 * the last line that it printed. What it leaves behind is killed. */
int run_command(const char *command, char text[GATE_TEXT_MAX]);

/* Kills all processes below this one, which are those of commands, and waits for them. */
void end_left_behind(void);
