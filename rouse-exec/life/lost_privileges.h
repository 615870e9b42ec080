#pragma once

/* Warns when the program NAME gains privileges when it is executed (setuid, setgid, file capabilities), which
 * no_new_privs forbids. */
void explain_lost_privileges(const char *name);
