/* The announcement has been made, and need not fill the lists of processes for as long as we run. */
#pragma once

/* Takes --announce=TEXT out of what /proc/PID/cmdline shows, where it stands right before "--" and PROGRAM. */
void forget_announcement(int count, char **arguments, char **program);
