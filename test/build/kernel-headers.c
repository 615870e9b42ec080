/* What rouse-exec/kernel/kernel.h says by itself must be what the kernel's headers say; it is compiled and never run. The
 * definitions that headers of Linux 6.1 do not have are compared where the headers are newer. */
#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/inet_diag.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/pidfd.h>
#include <linux/seccomp.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stddef.h>

#include "kernel/kernel.h"

#define SAME(ours, theirs) _Static_assert((ours) == (theirs), #ours " is " #theirs)
#define SAME_SIZE(ours, theirs) SAME(sizeof(struct ours), sizeof(struct theirs))
#define SAME_FIELD(ours, field, theirs, their_field)                             \
    SAME(offsetof(struct ours, field), offsetof(struct theirs, their_field));    \
    SAME(sizeof(((struct ours *)0)->field), sizeof(((struct theirs *)0)->their_field))

SAME(SYS_bind, __NR_bind);
SAME(SYS_listen, __NR_listen);
SAME(SYS_connect, __NR_connect);
SAME(SYS_seccomp, __NR_seccomp);
SAME(SYS_openat2, __NR_openat2);
SAME(SYS_pidfd_open, __NR_pidfd_open);
SAME(SYS_pidfd_getfd, __NR_pidfd_getfd);
SAME(SYS_getdents64, __NR_getdents64);
#ifdef __NR_fchmodat2
SAME(SYS_fchmodat2, __NR_fchmodat2);
#endif
#ifdef PIDFD_THREAD
SAME(PIDFD_THREAD_FLAG, PIDFD_THREAD);
#endif

SAME(SECCOMP_SET_FILTER, SECCOMP_SET_MODE_FILTER);
SAME(SECCOMP_SIZES, SECCOMP_GET_NOTIF_SIZES);
SAME(SECCOMP_SPEC_ALLOW, SECCOMP_FILTER_FLAG_SPEC_ALLOW);
SAME(SECCOMP_NEW_LISTENER, SECCOMP_FILTER_FLAG_NEW_LISTENER);
SAME(SECCOMP_WAIT_KILLABLE, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
SAME(SECCOMP_ALLOW, SECCOMP_RET_ALLOW);
SAME(SECCOMP_USER_NOTIF, SECCOMP_RET_USER_NOTIF);
SAME(SECCOMP_CONTINUE, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
SAME(SECCOMP_SETFD, SECCOMP_ADDFD_FLAG_SETFD);
SAME(NOTIF_RECV, SECCOMP_IOCTL_NOTIF_RECV);
SAME(NOTIF_SEND, SECCOMP_IOCTL_NOTIF_SEND);
SAME(NOTIF_ID_VALID, SECCOMP_IOCTL_NOTIF_ID_VALID);
SAME(NOTIF_ADDFD, SECCOMP_IOCTL_NOTIF_ADDFD);
#ifdef SECCOMP_IOCTL_NOTIF_SET_FLAGS
SAME(NOTIF_SET_FLAGS, SECCOMP_IOCTL_NOTIF_SET_FLAGS);
SAME(SECCOMP_SYNC_WAKE, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
#endif

SAME_SIZE(syscall_data, seccomp_data);
SAME_FIELD(syscall_data, nr, seccomp_data, nr);
SAME_FIELD(syscall_data, arch, seccomp_data, arch);
SAME_FIELD(syscall_data, instruction_pointer, seccomp_data, instruction_pointer);
SAME_FIELD(syscall_data, args, seccomp_data, args);
SAME_SIZE(notification, seccomp_notif);
SAME_FIELD(notification, id, seccomp_notif, id);
SAME_FIELD(notification, pid, seccomp_notif, pid);
SAME_FIELD(notification, flags, seccomp_notif, flags);
SAME_FIELD(notification, data, seccomp_notif, data);
SAME_SIZE(notification_answer, seccomp_notif_resp);
SAME_FIELD(notification_answer, id, seccomp_notif_resp, id);
SAME_FIELD(notification_answer, val, seccomp_notif_resp, val);
SAME_FIELD(notification_answer, error, seccomp_notif_resp, error);
SAME_FIELD(notification_answer, flags, seccomp_notif_resp, flags);
SAME_SIZE(notification_addfd, seccomp_notif_addfd);
SAME_FIELD(notification_addfd, id, seccomp_notif_addfd, id);
SAME_FIELD(notification_addfd, flags, seccomp_notif_addfd, flags);
SAME_FIELD(notification_addfd, srcfd, seccomp_notif_addfd, srcfd);
SAME_FIELD(notification_addfd, newfd, seccomp_notif_addfd, newfd);
SAME_FIELD(notification_addfd, newfd_flags, seccomp_notif_addfd, newfd_flags);

SAME_SIZE(bpf_instruction, sock_filter);
SAME_FIELD(bpf_instruction, code, sock_filter, code);
SAME_FIELD(bpf_instruction, jump_true, sock_filter, jt);
SAME_FIELD(bpf_instruction, jump_false, sock_filter, jf);
SAME_FIELD(bpf_instruction, k, sock_filter, k);
SAME_SIZE(bpf_program, sock_fprog);
SAME_FIELD(bpf_program, length, sock_fprog, len);
SAME_FIELD(bpf_program, instructions, sock_fprog, filter);
SAME(BPF_LOAD_WORD, BPF_LD | BPF_W | BPF_ABS);
SAME(BPF_JUMP_EQUAL, BPF_JMP | BPF_JEQ | BPF_K);
SAME(BPF_JUMP_GREATER_EQUAL, BPF_JMP | BPF_JGE | BPF_K);
SAME(BPF_JUMP_IF_SET, BPF_JMP | BPF_JSET | BPF_K);
SAME(BPF_RETURN, BPF_RET | BPF_K);

#ifdef __x86_64__
SAME(NATIVE_ARCH, AUDIT_ARCH_X86_64);
SAME(COMPAT_ARCH, AUDIT_ARCH_I386);
#else
SAME(NATIVE_ARCH, AUDIT_ARCH_AARCH64);
SAME(COMPAT_ARCH, AUDIT_ARCH_ARM);
#endif
SAME(SOCKETCALL_BIND, SYS_BIND);
SAME(SOCKETCALL_CONNECT, SYS_CONNECT);
SAME(SOCKETCALL_LISTEN, SYS_LISTEN);

SAME_SIZE(open_how_args, open_how);
SAME_FIELD(open_how_args, flags, open_how, flags);
SAME_FIELD(open_how_args, mode, open_how, mode);
SAME_FIELD(open_how_args, resolve, open_how, resolve);
SAME(RESOLVE_IN_ROOT_FLAG, RESOLVE_IN_ROOT);

SAME_SIZE(netlink_header, nlmsghdr);
SAME_FIELD(netlink_header, length, nlmsghdr, nlmsg_len);
SAME_FIELD(netlink_header, type, nlmsghdr, nlmsg_type);
SAME_FIELD(netlink_header, flags, nlmsghdr, nlmsg_flags);
SAME_FIELD(netlink_header, sequence, nlmsghdr, nlmsg_seq);
SAME_FIELD(netlink_header, port, nlmsghdr, nlmsg_pid);
SAME(sizeof(struct netlink_header), NLMSG_HDRLEN);
SAME(NETLINK_ERROR_TYPE, NLMSG_ERROR);
SAME(NETLINK_DONE_TYPE, NLMSG_DONE);
SAME(NETLINK_REQUEST_DUMP, NLM_F_REQUEST | NLM_F_DUMP);
SAME(NETLINK_REQUEST_ONE, NLM_F_REQUEST);
SAME(SOCK_DIAG_PROTOCOL, NETLINK_SOCK_DIAG);
SAME(SOCK_DIAG_BY_FAMILY_TYPE, SOCK_DIAG_BY_FAMILY);

SAME_SIZE(inet_diag_id, inet_diag_sockid);
SAME_FIELD(inet_diag_id, source_port, inet_diag_sockid, idiag_sport);
SAME_FIELD(inet_diag_id, dest_port, inet_diag_sockid, idiag_dport);
SAME_FIELD(inet_diag_id, source, inet_diag_sockid, idiag_src);
SAME_FIELD(inet_diag_id, dest, inet_diag_sockid, idiag_dst);
SAME_FIELD(inet_diag_id, interface, inet_diag_sockid, idiag_if);
SAME_FIELD(inet_diag_id, cookie, inet_diag_sockid, idiag_cookie);
SAME_SIZE(inet_diag_request, inet_diag_req_v2);
SAME_FIELD(inet_diag_request, family, inet_diag_req_v2, sdiag_family);
SAME_FIELD(inet_diag_request, protocol, inet_diag_req_v2, sdiag_protocol);
SAME_FIELD(inet_diag_request, extensions, inet_diag_req_v2, idiag_ext);
SAME_FIELD(inet_diag_request, states, inet_diag_req_v2, idiag_states);
SAME_FIELD(inet_diag_request, id, inet_diag_req_v2, id);
SAME_SIZE(inet_diag_message, inet_diag_msg);
SAME_FIELD(inet_diag_message, family, inet_diag_msg, idiag_family);
SAME_FIELD(inet_diag_message, state, inet_diag_msg, idiag_state);
SAME_FIELD(inet_diag_message, id, inet_diag_msg, id);
SAME_FIELD(inet_diag_message, receive_queue, inet_diag_msg, idiag_rqueue);
SAME_FIELD(inet_diag_message, send_queue, inet_diag_msg, idiag_wqueue);
SAME_FIELD(inet_diag_message, uid, inet_diag_msg, idiag_uid);
SAME_FIELD(inet_diag_message, inode, inet_diag_msg, idiag_inode);

SAME_SIZE(unix_diag_request, unix_diag_req);
SAME_FIELD(unix_diag_request, family, unix_diag_req, sdiag_family);
SAME_FIELD(unix_diag_request, protocol, unix_diag_req, sdiag_protocol);
SAME_FIELD(unix_diag_request, states, unix_diag_req, udiag_states);
SAME_FIELD(unix_diag_request, inode, unix_diag_req, udiag_ino);
SAME_FIELD(unix_diag_request, show, unix_diag_req, udiag_show);
SAME_FIELD(unix_diag_request, cookie, unix_diag_req, udiag_cookie);
SAME_SIZE(unix_diag_message, unix_diag_msg);
SAME_FIELD(unix_diag_message, family, unix_diag_msg, udiag_family);
SAME_FIELD(unix_diag_message, type, unix_diag_msg, udiag_type);
SAME_FIELD(unix_diag_message, state, unix_diag_msg, udiag_state);
SAME_FIELD(unix_diag_message, inode, unix_diag_msg, udiag_ino);
SAME_FIELD(unix_diag_message, cookie, unix_diag_msg, udiag_cookie);
SAME(UNIX_SHOW_NAME, UDIAG_SHOW_NAME);
SAME(UNIX_SHOW_FILE, UDIAG_SHOW_VFS);
SAME(UNIX_SHOW_WAITING, UDIAG_SHOW_ICONS);
SAME(UNIX_SHOW_RECEIVE_QUEUE, UDIAG_SHOW_RQLEN);
SAME(UNIX_ATTRIBUTE_NAME, UNIX_DIAG_NAME);
SAME(UNIX_ATTRIBUTE_FILE, UNIX_DIAG_VFS);
SAME(UNIX_ATTRIBUTE_WAITING, UNIX_DIAG_ICONS);
SAME(UNIX_ATTRIBUTE_RECEIVE_QUEUE, UNIX_DIAG_RQLEN);
SAME_SIZE(netlink_attribute, nlattr);
SAME_FIELD(netlink_attribute, length, nlattr, nla_len);
SAME_FIELD(netlink_attribute, type, nlattr, nla_type);

SAME(STATE_ESTABLISHED, BPF_TCP_ESTABLISHED);
SAME(STATE_FIN_WAIT1, BPF_TCP_FIN_WAIT1);
SAME(STATE_FIN_WAIT2, BPF_TCP_FIN_WAIT2);
SAME(STATE_CLOSE_WAIT, BPF_TCP_CLOSE_WAIT);
SAME(STATE_LAST_ACK, BPF_TCP_LAST_ACK);
SAME(STATE_LISTEN, BPF_TCP_LISTEN);
SAME(STATE_CLOSING, BPF_TCP_CLOSING);
