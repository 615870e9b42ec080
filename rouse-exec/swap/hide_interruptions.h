/* A standstill interrupts the calls that signal(7) lists under "Interruption of system calls … by stop signals": they
 * return EINTR although there is no handler, and many a program takes that for an error. */
#pragma once

/* While descendants stand still by SIGSTOP: such a call of theirs is begun anew instead. Does nothing where ptrace(2) is
 * refused. */
void hide_interruptions(void);
