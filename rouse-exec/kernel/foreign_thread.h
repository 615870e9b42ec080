/* Access to the memory and the descriptors of a thread that waits for our answer. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads all SIZE bytes or nothing; errno says why. */
bool read_memory(pid_t tid, uint64_t address, void *buffer, size_t size);

/* Reads the text at ADDRESS, whose NUL must come within SIZE bytes. */
bool read_text(pid_t tid, uint64_t address, char *text, size_t size);

/* Returns a duplicate of the thread's descriptor FD (pidfd_getfd(2)), close-on-exec; -1 with errno. */
int duplicate_descriptor(pid_t tid, int fd);

/* Returns the open flags of the thread's descriptor, O_CLOEXEC among them (proc_pid_fdinfo(5)); -1 with errno. */
int descriptor_flags(pid_t tid, int fd);

/* Returns 1 when the thread's descriptor FD and our OWN are one open file description, 0 when they are not, and -1 where
 * the kernel does not tell (kcmp(2), KCMP_FILE: kernels without CONFIG_KCMP, seccomp profiles of containers). It takes a
 * tenth of the time of socket_inode. */
int is_same_description(pid_t tid, int fd, int own);

/* Never calls kcmp(2) again: here a seccomp filter kills for it. */
void compare_without_kcmp(void);

/* Returns the inode of the socket that descriptor FD is in the thread's own table; 0 if it is not a socket. */
ino_t socket_inode(pid_t tid, int fd);

/* Reads "TCP", "UDPv6", "UNIX-STREAM", …: the protocol of a socket that cannot be duplicated (sockfs xattr). */
bool socket_protocol_name(pid_t tid, int fd, char *name, size_t size);
