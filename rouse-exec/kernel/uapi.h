/* What rouse-exec needs of the kernel's own headers, under the kernel's names. musl ships no linux/ headers, and
 * those of the build machine may be older than the kernel that rouse-exec runs on, so the few definitions stand here;
 * none of those headers can be included beside this one. test/build/kernel-headers.c compares the two. Source:
 * include/uapi/linux/{seccomp,filter,audit,net,sock_diag,inet_diag,unix_diag,netlink,openat2,capability,magic,
 * pidfd,kcmp,userfaultfd,tcp,in6,sched/types}.h, include/uapi/asm-generic/socket.h */
#pragma once

#include <fcntl.h> /* first: glibc 2.43 has struct open_how there */
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define KCMP_FILE 0

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* One bit per signal. libc's sigset_t will not do: musl keeps 32 to 34 for itself and glibc 32 and 33, and a
 * program's SIGRTMIN is one of them (glibc: 34). */
typedef uint64_t kernel_signals;
#define EVERY_SIGNAL (~(kernel_signals)0)
#define FIRST_REAL_TIME 34 /* SIGRTMIN as glibc programs and systemd count it */
#define LAST_SIGNAL 64

#ifndef SO_TIMESTAMP_NEW
#define SO_TIMESTAMP_NEW 63
#define SO_TIMESTAMPNS_NEW 64
#define SO_TIMESTAMPING_NEW 65 /* Linux 5.1; programs of 32 bits with a time_t of 64 use the three */
#endif
#ifndef SO_TXREHASH
#define SO_TXREHASH 74 /* Linux 5.18 */
#endif
#ifndef SO_RCVMARK
#define SO_RCVMARK 75 /* Linux 6.0 */
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76 /* Linux 6.5 */
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83 /* Linux 6.16 */
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44 /* Linux 6.15 */
#endif
#ifndef IPV6_RECVERR_RFC4884
#define IPV6_RECVERR_RFC4884 31 /* Linux 5.9 */
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71 /* Linux 5.14 */
#endif

#define PIDFD_THREAD 0200 /* O_EXCL, Linux 6.9 */
#define PID_FS_MAGIC 0x50494446U
#define PROC_SUPER_MAGIC 0x9fa0

#define UFFD_USER_MODE_ONLY 1 /* Linux 5.11 */

#define IORING_OP_ACCEPT 13 /* an enumerator in linux/io_uring.h */

struct ptrace_rseq_configuration {
    uint64_t rseq_abi_pointer;
    uint32_t rseq_abi_size;
    uint32_t signature;
    uint32_t flags;
    uint32_t pad;
};

#define RSEQ_CS_OFFSET 8 /* offsetof(struct rseq, rseq_cs) in linux/rseq.h */

#define CAP_CHOWN 0
#define CAP_SYS_PTRACE 19
#define CAP_SYS_ADMIN 21

#define _LINUX_CAPABILITY_VERSION_3 0x20080522U

struct __user_cap_header_struct {
    uint32_t version;
    int pid;
};

struct __user_cap_data_struct {
    uint32_t effective;
    uint32_t permitted;
    uint32_t inheritable;
};

#define SECCOMP_MODE_FILTER 2
#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW (1U << 2)
#define SECCOMP_FILTER_FLAG_NEW_LISTENER (1U << 3)
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1U << 5) /* Linux 5.19 */
#define SECCOMP_RET_ALLOW 0x7fff0000U
#define SECCOMP_RET_USER_NOTIF 0x7fc00000U
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1U   /* Linux 5.5 */
#define SECCOMP_ADDFD_FLAG_SETFD 1U           /* Linux 5.9 */
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP 1U /* Linux 6.6 */

struct seccomp_data {
    int32_t nr;
    uint32_t arch;
    uint64_t instruction_pointer;
    uint64_t args[6];
};

struct seccomp_notif {
    uint64_t id;
    uint32_t pid; /* a thread id */
    uint32_t flags;
    struct seccomp_data data;
};

struct seccomp_notif_resp {
    uint64_t id;
    int64_t val;
    int32_t error;
    uint32_t flags;
};

struct seccomp_notif_addfd {
    uint64_t id;
    uint32_t flags;
    uint32_t srcfd;
    uint32_t newfd;
    uint32_t newfd_flags;
};

#define SECCOMP_IOCTL_NOTIF_RECV _IOWR('!', 0, struct seccomp_notif)
#define SECCOMP_IOCTL_NOTIF_SEND _IOWR('!', 1, struct seccomp_notif_resp)
#define SECCOMP_IOCTL_NOTIF_ID_VALID _IOW('!', 2, uint64_t)
#define SECCOMP_IOCTL_NOTIF_ADDFD _IOW('!', 3, struct seccomp_notif_addfd)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS _IOW('!', 4, uint64_t)

struct sock_filter {
    uint16_t code;
    uint8_t jt;
    uint8_t jf;
    uint32_t k;
};

struct sock_fprog {
    uint16_t len;
    struct sock_filter *filter;
};

#define BPF_LD 0x00
#define BPF_JMP 0x05
#define BPF_RET 0x06
#define BPF_W 0x00
#define BPF_ABS 0x20
#define BPF_JEQ 0x10
#define BPF_JGE 0x30
#define BPF_JSET 0x40
#define BPF_K 0x00
#define BPF_MAXINSNS 4096

#define AUDIT_ARCH_X86_64 0xc000003eU
#define AUDIT_ARCH_I386 0x40000003U
#define AUDIT_ARCH_AARCH64 0xc00000b7U
#define AUDIT_ARCH_ARM 0x40000028U

/* COMPAT_ARCH: the 32-bit programs that the same kernel runs. Only i386 has socketcall(2). */
#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define COMPAT_ARCH AUDIT_ARCH_I386
#define COMPAT_SOCKETCALL 102
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define COMPAT_ARCH AUDIT_ARCH_ARM
#define COMPAT_SOCKETCALL (-1)
#else
#error "rouse-exec is written for x86_64 and aarch64"
#endif

/* The calls of socketcall(2). */
#define SYS_BIND 2
#define SYS_CONNECT 3
#define SYS_LISTEN 4
#define SYS_SHUTDOWN 13

#ifndef SCHED_ATTR_SIZE_VER1 /* glibc 2.41 has it in sched.h */
#define SCHED_ATTR_SIZE_VER1 56
struct sched_attr {
    uint32_t size;
    uint32_t sched_policy;
    uint64_t sched_flags;
    int32_t sched_nice;
    uint32_t sched_priority;
    uint64_t sched_runtime;
    uint64_t sched_deadline;
    uint64_t sched_period;
    uint32_t sched_util_min;
    uint32_t sched_util_max;
};
#endif

#ifndef RESOLVE_IN_ROOT
#define RESOLVE_NO_MAGICLINKS 0x02U
#define RESOLVE_IN_ROOT 0x10U
struct open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};
#endif

struct nlmsghdr {
    uint32_t nlmsg_len;
    uint16_t nlmsg_type;
    uint16_t nlmsg_flags;
    uint32_t nlmsg_seq;
    uint32_t nlmsg_pid;
};

struct nlattr {
    uint16_t nla_len;
    uint16_t nla_type;
};

#define NLMSG_ERROR 2
#define NLMSG_DONE 3
#define NLM_F_REQUEST 1U
#define NLM_F_DUMP 0x300U
#define NETLINK_SOCK_DIAG 4
#define SOCK_DIAG_BY_FAMILY 20

struct inet_diag_sockid {
    uint16_t idiag_sport; /* network order */
    uint16_t idiag_dport;
    uint32_t idiag_src[4];
    uint32_t idiag_dst[4];
    uint32_t idiag_if;
    uint32_t idiag_cookie[2];
};

struct inet_diag_req_v2 {
    uint8_t sdiag_family;
    uint8_t sdiag_protocol;
    uint8_t idiag_ext;
    uint8_t pad;
    uint32_t idiag_states;
    struct inet_diag_sockid id;
};

struct inet_diag_msg {
    uint8_t idiag_family;
    uint8_t idiag_state;
    uint8_t idiag_timer;
    uint8_t idiag_retrans;
    struct inet_diag_sockid id;
    uint32_t idiag_expires;
    uint32_t idiag_rqueue;
    uint32_t idiag_wqueue;
    uint32_t idiag_uid;
    uint32_t idiag_inode;
};

struct unix_diag_req {
    uint8_t sdiag_family;
    uint8_t sdiag_protocol;
    uint16_t pad;
    uint32_t udiag_states;
    uint32_t udiag_ino;
    uint32_t udiag_show;
    uint32_t udiag_cookie[2];
};

struct unix_diag_msg {
    uint8_t udiag_family;
    uint8_t udiag_type;
    uint8_t udiag_state;
    uint8_t pad;
    uint32_t udiag_ino;
    uint32_t udiag_cookie[2];
};

#define UDIAG_SHOW_NAME 1U
#define UDIAG_SHOW_VFS 2U
#define UDIAG_SHOW_PEER 4U
#define UDIAG_SHOW_ICONS 8U
#define UDIAG_SHOW_RQLEN 0x10U
#define UNIX_DIAG_NAME 0
#define UNIX_DIAG_VFS 1
#define UNIX_DIAG_PEER 2 /* the inode of the other end */
#define UNIX_DIAG_ICONS 3 /* the inodes of the clients in an accept queue */
#define UNIX_DIAG_RQLEN 4

/* The file that a socket is bound to. */
struct unix_diag_vfs {
    uint32_t udiag_vfs_ino;
    uint32_t udiag_vfs_dev;
};

/* The accept queue of a listening socket: how many clients wait in it, and its backlog. */
struct unix_diag_rqlen {
    uint32_t udiag_rqueue;
    uint32_t udiag_wqueue;
};
