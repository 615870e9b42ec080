/* Whose a socket is. The kernel says it in two ways: sock_diag(7), /proc/net and routing rules name the user of the inode
 * (sk_uid), which root may change; netfilter asks who opened it (f_cred), which nobody can change. */
#pragma once

#include <sys/types.h>

/* Returns a socket that the thread TID might have made: both users are the thread's. It is ours, where we may not make
 * one for that user. */
int open_socket_as(pid_t tid, int family, int type, int protocol);

/* Gives OWN the user of PASSED, and returns the one that it had. */
uid_t take_owner_of(int passed, int own);
void give_back_to(uid_t owner, int own);
