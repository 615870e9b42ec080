/* The passed sockets: those in LISTEN_FDS, and those rouse-exec made itself. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "address/address.h"
#include "paths/path_identity.h"
#include "service_manager/listen_environment.h"

/* 127.255.255.254, where no client has business. */
#define UNUSED_HOST 0x7ffffffe

/* An IPv4 bind of the port of an IPv6 socket, which was put aside (bind/aside.h). */
struct aside {
    uint64_t since; /* now_us(); 0: none that is still to be explained */
    in_addr_t asked;
    pid_t pid;
};

/* The descriptor under which a process got this datagram socket for a bind of every address (bind/narrowed.h). */
struct narrowed {
    pid_t pid; /* 0: none */
    int fd;
    ino_t silent; /* of the socket that hears nobody, which it has there since; 0: none */
};

/* The client that waited longest in the accept queue at the last look (idle/left_waiting.h). */
struct left_waiting {
    uint64_t client, since; /* as find_unaccepted names it; now_us() */
    bool any;               /* somebody waited at the last look */
    bool said;
};

/* Whose the connections were at an earlier look (idle/own_connections.c). */
struct known_ends {
    uint64_t sum; /* of these connections */
    size_t own;   /* connections of the program itself among them */
    size_t ignored;       /* and others of clients that are ignored */
    uint64_t ignored_sum; /* their part of the sum of all (idle/quiet.h) */
    unsigned pause, looks_left; /* between two questions; until the next one */
};

struct passed_socket {
    int fd;                    /* -1: closed, since no run comes that would serve its clients (life/refuse_clients.h) */
    char name[SOCKET_NAME_MAX + 1];
    struct address address;
    int type, protocol;
    int backlog;               /* of listen(2), as it was found; 0 for a socket that does not listen */
    ino_t inode;               /* of the socket itself (sockfs), not of a path */
    int private_listener;      /* what the program holds in its place while it stops (private_listener.h), or until it
                                  is ready (gate/gate.h); -1: none */
    bool gated;                /* the second: it is adopted by that */
    int gate_backlog;          /* the largest of listen(2) on it */
    pid_t gate_listener;       /* the process that called it last */
    ino_t private_inode;       /* and its inode; 0: none */
    ino_t stand_in;            /* of a socket of the program's own that means this one at listen(2); 0: none */
    struct path_identity path; /* of a unix path socket */
    dev_t file_device;         /* the file at that path; 0 when there was none */
    ino_t file_inode;
    bool made_here;            /* by --listen */
    bool has_own_file;         /* and its file is ours to remove */
    struct passed_socket *next_of_port; /* of those of one type and IP port, in a ring; NULL: it is the only one */
    bool leads_group;          /* a second socket of its address can join it (datagram_group.h) */
    bool meant_for_both;       /* the program bound [::] without IPV6_V6ONLY, and got this socket */

    bool connected_beside;   /* the program has made a connected socket of its address (bind/own_socket.c) */
    bool adopted, listening; /* the program holds it, as far as we have looked (adoption.h) */
    uint64_t adopted_at;     /* now_us() */
    uint64_t given_up_at;    /* when no process was found to hold it any more; 0: not seen */
    bool closed_alive;       /* the thread that had bound it was alive then: the program has closed it itself */
    bool in_vain_said;       /* it was said in this run that a client waits there in vain */
    bool replaced_said;      /* and that the program puts something else in the place of its file */
    bool shut;               /* it does not listen until the end of this run (life/left_out.h) */
    bool will_be_shut;       /* for a program that has left it out, unless it still binds it */
    bool has_own_sender;     /* a datagram socket that the program was connected to at the last look */
    bool was_left_out;       /* in this run or an earlier one, and has not been bound since */
    uint64_t unaccepted;     /* a client that waited in its queue at the last look of the watchdog; 0: none */
    uint64_t late;           /* and one that waits there though the gate is open (life/holders.c); 0: none */
    struct left_waiting left_waiting;
    struct known_ends known_ends;
    uint64_t answered_sum;   /* of the connections whose descriptors said so (idle/open_connections.c) */
    struct aside aside;
    struct narrowed narrowed;
    uint64_t filter;         /* a fingerprint of the socket filter that the last bind brought (socket_filter.h) */
    pid_t holder;            /* the thread that adopted it, or a process that was found to hold it; 0: none yet */
    int holder_fd;           /* its descriptor there; -1: not known */
    pid_t binder_thread;     /* the thread whose bind was answered with it last */
    pid_t binder;            /* and its process */
};

struct passed_set {
    struct passed_socket *sockets;
    size_t count;
};

/* Returns the sockets of LISTEN_FDS, with room for EXTRA more. Ends with a sentence and status 125 when LISTEN_FDS is
 * wrong. Without LISTEN_FDS, or when LISTEN_PID names another process, the set is empty. */
struct passed_set receive_passed(size_t extra);

/* Reads type, address, backlog and identity of the open socket FD into a new member of SET. */
struct passed_socket *add_passed(struct passed_set *set, int fd, const char *name);

/* Whether a connection or a datagram waits in its queue. */
bool has_pending(const struct passed_socket *socket);

/* What a program that has adopted SOCKET holds: that, or the private one while the gate is shut; and its inode. */
int held_socket(const struct passed_socket *socket);
ino_t held_inode(const struct passed_socket *socket);

/* Finds the member of which the socket with this sockfs inode is held; NULL when there is none. */
struct passed_socket *find_by_inode(const struct passed_set *set, ino_t inode);

/* Resets SOCKET to what it was before the program was started. */
void forget_adoption(struct passed_socket *socket);

/* Whether a socket of the program that has this address was put aside. */
bool is_aside(const struct address *address);
/* Returns the address that the program asked for when its socket was put aside; any other address as it is. */
struct address asked_address(const struct passed_set *set, const struct address *address);

bool has_path_sockets(const struct passed_set *set);

/* Whether STATUS is that of the file at the socket's path, by whatever name. */
bool is_file_of(const struct passed_socket *socket, const struct stat *status);

/* Listens again with the backlog that was found: a program may have lowered it, or shut the socket down. */
void restore_backlogs(const struct passed_set *set);
