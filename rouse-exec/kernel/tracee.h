/* Reaching into a thread that waits for our answer. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All SIZE bytes or nothing; errno says why. */
bool read_memory(pid_t tid, uint64_t address, void *buffer, size_t size);

/* The text that ends with a NUL at ADDRESS, which must have an end within SIZE bytes. */
bool read_text(pid_t tid, uint64_t address, char *text, size_t size);

/* A duplicate of the thread's descriptor FD (pidfd_getfd(2)), close-on-exec; -1 with errno. */
int duplicate_descriptor(pid_t tid, int fd);

/* The open flags of the thread's descriptor, O_CLOEXEC among them (proc_pid_fdinfo(5)); -1 with errno. */
int descriptor_flags(pid_t tid, int fd);

/* What the thread's own table says descriptor FD is: a socket's inode, 0 if it is none. */
ino_t socket_inode(pid_t tid, int fd);

/* "TCP", "UDPv6", "UNIX-STREAM", …: the protocol of a socket that cannot be taken (sockfs xattr). */
bool socket_protocol_name(pid_t tid, int fd, char *name, size_t size);
