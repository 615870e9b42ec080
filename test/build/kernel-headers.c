/* The table of what rouse-exec/kernel/uapi.h defines. It is compiled twice and never run: with OURS it is made from
 * uapi.h, without from the kernel's own headers, since no file can include both. Each row stands in the assembly as
 * "->NAME VALUE", as the kernel makes its asm-offsets.h. What headers of Linux 6.1 do not have is behind an #ifdef: that
 * row is compared where the headers are newer. */
#ifdef OURS
#include "kernel/uapi.h"

#include <netinet/tcp.h>
#define CALL(name) ROW("SYS_" #name, SYS_##name)
#define TCP(state) ROW("TCP_" #state, TCP_##state)
#else
#include <asm/socket.h>
#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/in6.h>
#include <linux/inet_diag.h>
#include <linux/ioctl.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/pidfd.h>
#include <linux/sched/types.h>
#include <linux/seccomp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <linux/userfaultfd.h>
#define CALL(name) ROW("SYS_" #name, __NR_##name)
#define TCP(state) ROW("TCP_" #state, BPF_TCP_##state)
#ifdef __x86_64__
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define COMPAT_ARCH AUDIT_ARCH_I386
#else
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define COMPAT_ARCH AUDIT_ARCH_ARM
#endif
#endif
#include <stddef.h>

#define ROW(name, value) __asm__ volatile("\n.ascii \"->" name " %0\"" : : "i"((long long)(value)))
#define VALUE(name) ROW(#name, name)
#define SIZE(name) ROW(#name, sizeof(struct name))
#define FIELD(name, field)                                 \
    ROW(#name "." #field, offsetof(struct name, field));   \
    ROW("sizeof " #name "." #field, sizeof(((struct name *)0)->field))

void table(void);

void table(void) {
    CALL(bind);
    CALL(listen);
    CALL(connect);
    CALL(shutdown);
    CALL(seccomp);
    CALL(openat2);
    CALL(pidfd_send_signal);
    CALL(pidfd_open);
    CALL(pidfd_getfd);
    CALL(faccessat2);
    CALL(getdents64);
    CALL(sched_getattr);
    CALL(sched_setattr);
#if defined(SYS_fchmodat2) || defined(__NR_fchmodat2)
    CALL(fchmodat2);
#endif
    VALUE(SO_NETNS_COOKIE);
    VALUE(SO_TIMESTAMP_NEW);
    VALUE(SO_TIMESTAMPNS_NEW);
    VALUE(SO_TIMESTAMPING_NEW);
    VALUE(SO_TXREHASH);
    VALUE(SO_RCVMARK);
#ifdef SO_PASSPIDFD
    VALUE(SO_PASSPIDFD);
#endif
#ifdef SO_PASSRIGHTS
    VALUE(SO_PASSRIGHTS);
#endif
#ifdef TCP_RTO_MAX_MS
    VALUE(TCP_RTO_MAX_MS);
#endif
    VALUE(IPV6_RECVERR_RFC4884);
#ifdef PIDFD_THREAD
    VALUE(PIDFD_THREAD);
#endif
#ifdef PID_FS_MAGIC
    VALUE(PID_FS_MAGIC);
#endif
    VALUE(PROC_SUPER_MAGIC);
    VALUE(UFFD_USER_MODE_ONLY);
    VALUE(KCMP_FILE);
