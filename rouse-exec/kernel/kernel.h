/* What rouse-exec needs of the kernel's own headers. musl ships no linux/ headers, and the headers of
 * the build machine may be older than the kernel it runs on, so the few definitions stand here.
 * Source: include/uapi/linux/{seccomp,filter,audit,net,sock_diag,inet_diag,unix_diag,netlink,openat2}.h */
#pragma once

#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* One bit a signal. libc's sigset_t will not do: musl keeps 32 to 34 for itself, glibc 32 and 33, and a
 * program's SIGRTMIN is one of them (glibc: 34). */
typedef uint64_t kernel_signals;
#define EVERY_SIGNAL (~(kernel_signals)0)
#define FIRST_REAL_TIME 34 /* SIGRTMIN as glibc programs and systemd count it */
#define LAST_SIGNAL 64

#define PIDFD_THREAD_FLAG 0200 /* O_EXCL, Linux 6.9 */

#define SECCOMP_SET_FILTER 1
#define SECCOMP_SIZES 3
#define SECCOMP_SPEC_ALLOW (1U << 2)
#define SECCOMP_NEW_LISTENER (1U << 3)
#define SECCOMP_WAIT_KILLABLE (1U << 5) /* Linux 5.19 */
#define SECCOMP_ALLOW 0x7fff0000U
#define SECCOMP_USER_NOTIF 0x7fc00000U
#define SECCOMP_CONTINUE 1U  /* Linux 5.5 */
#define SECCOMP_SETFD 1U     /* Linux 5.9 */
#define SECCOMP_SYNC_WAKE 1U /* Linux 6.6 */

struct syscall_data {
    int32_t nr;
    uint32_t arch;
    uint64_t instruction_pointer;
    uint64_t args[6];
};

struct notification {
    uint64_t id;
    uint32_t pid; /* a thread id */
    uint32_t flags;
    struct syscall_data data;
};

struct notification_answer {
    uint64_t id;
    int64_t val;
    int32_t error;
    uint32_t flags;
};

struct notification_addfd {
    uint64_t id;
    uint32_t flags;
    uint32_t srcfd;
    uint32_t newfd;
    uint32_t newfd_flags;
};

#define NOTIF_RECV _IOWR('!', 0, struct notification)
#define NOTIF_SEND _IOWR('!', 1, struct notification_answer)
#define NOTIF_ID_VALID _IOW('!', 2, uint64_t)
#define NOTIF_ADDFD _IOW('!', 3, struct notification_addfd)
#define NOTIF_SET_FLAGS _IOW('!', 4, uint64_t)

struct bpf_instruction {
    uint16_t code;
    uint8_t jump_true;
    uint8_t jump_false;
    uint32_t k;
};

struct bpf_program {
    uint16_t length;
    struct bpf_instruction *instructions;
};

#define BPF_LOAD_WORD 0x20
#define BPF_JUMP_EQUAL 0x15
#define BPF_JUMP_GREATER_EQUAL 0x35
#define BPF_JUMP_IF_SET 0x45
#define BPF_RETURN 0x06

/* COMPAT_ARCH: the 32-bit programs that the same kernel runs. Only i386 has socketcall(2). */
#if defined(__x86_64__)
#define NATIVE_ARCH 0xc000003eU
#define COMPAT_ARCH 0x40000003U
#define COMPAT_SOCKETCALL 102
#elif defined(__aarch64__)
#define NATIVE_ARCH 0xc00000b7U
#define COMPAT_ARCH 0x40000028U
#define COMPAT_SOCKETCALL (-1)
#else
#error "rouse-exec is written for x86_64 and aarch64"
#endif
#define SOCKETCALL_BIND 2
#define SOCKETCALL_CONNECT 3
#define SOCKETCALL_LISTEN 4

struct open_how_args {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};
#define RESOLVE_IN_ROOT_FLAG 0x10U

struct netlink_header {
    uint32_t length;
    uint16_t type;
    uint16_t flags;
    uint32_t sequence;
    uint32_t port;
};
#define NETLINK_ERROR_TYPE 2
#define NETLINK_DONE_TYPE 3
#define NETLINK_REQUEST_DUMP (1U | 0x300U)
#define NETLINK_REQUEST_ONE 1U
#define SOCK_DIAG_PROTOCOL 4
#define SOCK_DIAG_BY_FAMILY_TYPE 20

struct inet_diag_id {
    uint16_t source_port; /* network order */
    uint16_t dest_port;
    uint32_t source[4];
    uint32_t dest[4];
    uint32_t interface;
    uint32_t cookie[2];
};

struct inet_diag_request {
    uint8_t family;
    uint8_t protocol;
    uint8_t extensions;
    uint8_t pad;
    uint32_t states;
    struct inet_diag_id id;
};

struct inet_diag_message {
    uint8_t family;
    uint8_t state;
    uint8_t timer;
    uint8_t retransmits;
    struct inet_diag_id id;
    uint32_t expires;
    uint32_t receive_queue;
    uint32_t send_queue;
    uint32_t uid;
    uint32_t inode;
};

struct unix_diag_request {
    uint8_t family;
    uint8_t protocol;
    uint16_t pad;
    uint32_t states;
    uint32_t inode;
    uint32_t show;
    uint32_t cookie[2];
};
#define UNIX_SHOW_NAME 1U
#define UNIX_SHOW_FILE 2U
#define UNIX_SHOW_WAITING 8U
#define UNIX_SHOW_RECEIVE_QUEUE 0x10U
#define UNIX_ATTRIBUTE_NAME 0
#define UNIX_ATTRIBUTE_FILE 1 /* inode and device of the file it is bound to, in 32 bits each */
#define UNIX_ATTRIBUTE_WAITING 3 /* the inodes of the clients in an accept queue */
#define UNIX_ATTRIBUTE_RECEIVE_QUEUE 4

struct unix_diag_message {
    uint8_t family;
    uint8_t type;
    uint8_t state;
    uint8_t pad;
    uint32_t inode;
    uint32_t cookie[2];
};

struct netlink_attribute {
    uint16_t length;
    uint16_t type;
};

/* TCP states as inet_diag numbers them; unix_diag uses the same numbers. */
#define STATE_ESTABLISHED 1
#define STATE_FIN_WAIT1 4
#define STATE_FIN_WAIT2 5
#define STATE_CLOSE_WAIT 8
#define STATE_LAST_ACK 9
#define STATE_LISTEN 10
#define STATE_CLOSING 11
