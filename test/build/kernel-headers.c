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
#include <linux/io_uring.h>
#include <linux/ioctl.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/pidfd.h>
#include <linux/ptrace.h>
#include <linux/rseq.h>
#include <linux/sched/types.h>
#include <linux/seccomp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <linux/userfaultfd.h>
#define CALL(name) ROW("SYS_" #name, __NR_##name)
#define RSEQ_CS_OFFSET offsetof(struct rseq, rseq_cs)
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
    VALUE(IORING_OP_ACCEPT);
    VALUE(KCMP_FILE);
    SIZE(ptrace_rseq_configuration);
    FIELD(ptrace_rseq_configuration, rseq_abi_pointer);
    FIELD(ptrace_rseq_configuration, rseq_abi_size);
    FIELD(ptrace_rseq_configuration, signature);
    FIELD(ptrace_rseq_configuration, flags);
    FIELD(ptrace_rseq_configuration, pad);
    VALUE(RSEQ_CS_OFFSET);
    VALUE(CAP_CHOWN);
    VALUE(CAP_SYS_PTRACE);
    VALUE(CAP_SYS_ADMIN);

    VALUE(_LINUX_CAPABILITY_VERSION_3);
    SIZE(__user_cap_header_struct);
    FIELD(__user_cap_header_struct, version);
    FIELD(__user_cap_header_struct, pid);
    SIZE(__user_cap_data_struct);
    FIELD(__user_cap_data_struct, effective);
    FIELD(__user_cap_data_struct, permitted);
    FIELD(__user_cap_data_struct, inheritable);

    VALUE(SECCOMP_MODE_FILTER);
    VALUE(SECCOMP_SET_MODE_FILTER);
    VALUE(SECCOMP_FILTER_FLAG_SPEC_ALLOW);
    VALUE(SECCOMP_FILTER_FLAG_NEW_LISTENER);
    VALUE(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
    VALUE(SECCOMP_RET_ALLOW);
    VALUE(SECCOMP_RET_USER_NOTIF);
    VALUE(SECCOMP_USER_NOTIF_FLAG_CONTINUE);
    VALUE(SECCOMP_ADDFD_FLAG_SETFD);
    VALUE(SECCOMP_IOCTL_NOTIF_RECV);
    VALUE(SECCOMP_IOCTL_NOTIF_SEND);
    VALUE(SECCOMP_IOCTL_NOTIF_ID_VALID);
    VALUE(SECCOMP_IOCTL_NOTIF_ADDFD);
#ifdef SECCOMP_IOCTL_NOTIF_SET_FLAGS
    VALUE(SECCOMP_IOCTL_NOTIF_SET_FLAGS);
    VALUE(SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
#endif

    SIZE(seccomp_data);
    FIELD(seccomp_data, nr);
    FIELD(seccomp_data, arch);
    FIELD(seccomp_data, instruction_pointer);
    FIELD(seccomp_data, args);
    SIZE(seccomp_notif);
    FIELD(seccomp_notif, id);
    FIELD(seccomp_notif, pid);
    FIELD(seccomp_notif, flags);
    FIELD(seccomp_notif, data);
    SIZE(seccomp_notif_resp);
    FIELD(seccomp_notif_resp, id);
    FIELD(seccomp_notif_resp, val);
    FIELD(seccomp_notif_resp, error);
    FIELD(seccomp_notif_resp, flags);
    SIZE(seccomp_notif_addfd);
    FIELD(seccomp_notif_addfd, id);
    FIELD(seccomp_notif_addfd, flags);
    FIELD(seccomp_notif_addfd, srcfd);
    FIELD(seccomp_notif_addfd, newfd);
    FIELD(seccomp_notif_addfd, newfd_flags);

    SIZE(sock_filter);
    FIELD(sock_filter, code);
    FIELD(sock_filter, jt);
    FIELD(sock_filter, jf);
    FIELD(sock_filter, k);
    SIZE(sock_fprog);
    FIELD(sock_fprog, len);
    FIELD(sock_fprog, filter);
    VALUE(BPF_LD);
    VALUE(BPF_JMP);
    VALUE(BPF_RET);
    VALUE(BPF_W);
    VALUE(BPF_ABS);
    VALUE(BPF_JEQ);
    VALUE(BPF_JGE);
    VALUE(BPF_JSET);
    VALUE(BPF_K);
    VALUE(BPF_MAXINSNS);

    VALUE(AUDIT_ARCH_X86_64);
    VALUE(AUDIT_ARCH_I386);
    VALUE(AUDIT_ARCH_AARCH64);
    VALUE(AUDIT_ARCH_ARM);
    VALUE(NATIVE_ARCH);
    VALUE(COMPAT_ARCH);
    VALUE(SYS_BIND);
    VALUE(SYS_CONNECT);
    VALUE(SYS_LISTEN);
    VALUE(SYS_SHUTDOWN);

    VALUE(SCHED_ATTR_SIZE_VER1);
    SIZE(sched_attr);
    FIELD(sched_attr, size);
    FIELD(sched_attr, sched_policy);
    FIELD(sched_attr, sched_flags);
    FIELD(sched_attr, sched_nice);
    FIELD(sched_attr, sched_priority);
    FIELD(sched_attr, sched_runtime);
    FIELD(sched_attr, sched_deadline);
    FIELD(sched_attr, sched_period);
    FIELD(sched_attr, sched_util_min);
    FIELD(sched_attr, sched_util_max);

    SIZE(open_how);
    FIELD(open_how, flags);
    FIELD(open_how, mode);
    FIELD(open_how, resolve);
    VALUE(RESOLVE_NO_MAGICLINKS);
    VALUE(RESOLVE_IN_ROOT);

    SIZE(nlmsghdr);
    FIELD(nlmsghdr, nlmsg_len);
    FIELD(nlmsghdr, nlmsg_type);
    FIELD(nlmsghdr, nlmsg_flags);
    FIELD(nlmsghdr, nlmsg_seq);
    FIELD(nlmsghdr, nlmsg_pid);
    SIZE(nlattr);
    FIELD(nlattr, nla_len);
    FIELD(nlattr, nla_type);
    VALUE(NLMSG_ERROR);
    VALUE(NLMSG_DONE);
    VALUE(NLM_F_REQUEST);
    VALUE(NLM_F_DUMP);
    VALUE(NETLINK_SOCK_DIAG);
    VALUE(SOCK_DIAG_BY_FAMILY);

    SIZE(inet_diag_sockid);
    FIELD(inet_diag_sockid, idiag_sport);
    FIELD(inet_diag_sockid, idiag_dport);
    FIELD(inet_diag_sockid, idiag_src);
    FIELD(inet_diag_sockid, idiag_dst);
    FIELD(inet_diag_sockid, idiag_if);
    FIELD(inet_diag_sockid, idiag_cookie);
    SIZE(inet_diag_req_v2);
    FIELD(inet_diag_req_v2, sdiag_family);
    FIELD(inet_diag_req_v2, sdiag_protocol);
    FIELD(inet_diag_req_v2, idiag_ext);
    FIELD(inet_diag_req_v2, pad);
    FIELD(inet_diag_req_v2, idiag_states);
    FIELD(inet_diag_req_v2, id);
    SIZE(inet_diag_msg);
    FIELD(inet_diag_msg, idiag_family);
    FIELD(inet_diag_msg, idiag_state);
    FIELD(inet_diag_msg, idiag_timer);
    FIELD(inet_diag_msg, idiag_retrans);
    FIELD(inet_diag_msg, id);
    FIELD(inet_diag_msg, idiag_expires);
    FIELD(inet_diag_msg, idiag_rqueue);
    FIELD(inet_diag_msg, idiag_wqueue);
    FIELD(inet_diag_msg, idiag_uid);
    FIELD(inet_diag_msg, idiag_inode);

    SIZE(unix_diag_req);
    FIELD(unix_diag_req, sdiag_family);
    FIELD(unix_diag_req, sdiag_protocol);
    FIELD(unix_diag_req, pad);
    FIELD(unix_diag_req, udiag_states);
    FIELD(unix_diag_req, udiag_ino);
    FIELD(unix_diag_req, udiag_show);
    FIELD(unix_diag_req, udiag_cookie);
    SIZE(unix_diag_msg);
    FIELD(unix_diag_msg, udiag_family);
    FIELD(unix_diag_msg, udiag_type);
    FIELD(unix_diag_msg, udiag_state);
    FIELD(unix_diag_msg, pad);
    FIELD(unix_diag_msg, udiag_ino);
    FIELD(unix_diag_msg, udiag_cookie);
    SIZE(unix_diag_vfs);
    FIELD(unix_diag_vfs, udiag_vfs_ino);
    FIELD(unix_diag_vfs, udiag_vfs_dev);
    SIZE(unix_diag_rqlen);
    FIELD(unix_diag_rqlen, udiag_rqueue);
    FIELD(unix_diag_rqlen, udiag_wqueue);
    VALUE(UDIAG_SHOW_NAME);
    VALUE(UDIAG_SHOW_VFS);
    VALUE(UDIAG_SHOW_PEER);
    VALUE(UDIAG_SHOW_ICONS);
    VALUE(UDIAG_SHOW_RQLEN);
    VALUE(UNIX_DIAG_NAME);
    VALUE(UNIX_DIAG_VFS);
    VALUE(UNIX_DIAG_PEER);
    VALUE(UNIX_DIAG_ICONS);
    VALUE(UNIX_DIAG_RQLEN);

    TCP(ESTABLISHED);
    TCP(FIN_WAIT1);
    TCP(FIN_WAIT2);
    TCP(CLOSE_WAIT);
    TCP(LAST_ACK);
    TCP(LISTEN);
    TCP(CLOSING);
}
