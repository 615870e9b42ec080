#include "idle/quiet.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>

#include "command_line/span.h"
#include "fingerprint.h"
#include "idle/ignored.h"
#include "kernel/diag_query.h"
#include "sockets/socket_option.h"

/* What the last bytes of a connection tell. The kernel keeps their times in jiffies of 1 to 10 ms: a request that came
 * and an answer that went in one jiffy have no order. */
enum last_bytes {
    ANSWERED, /* or nothing was ever said by the client */
    WAITS,    /* its client waits for the answer */
    SAME_JIFFY,
};

struct use_count count_by(const struct use_options *rules) {
    bool applies = rules && (rules->quiet_us != SPAN_NEVER || rules->ignored_count > 0);
    return (struct use_count){.rules = applies ? rules : NULL, .silent_us = UINT64_MAX};
}

void add_use(struct use_count *to, const struct use_count *counted) {
    to->quiet += counted->quiet;
    to->ignored += counted->ignored;
    to->stays = to->stays || counted->stays;
    to->sum += counted->sum;
    if (to->silent_us > counted->silent_us)
        to->silent_us = counted->silent_us;
}

/* Both times begin with that of the connection. A segment that is sent again counts as sent, but then it is in the send
 * queue. Keep-alive probes carry no data (tcp_event_data_sent and tcp_event_data_recv in net/ipv4). */
static enum last_bytes order_of(const struct kernel_tcp_info *info) {
    if (info->tcpi_data_segs_in == 0)
        return ANSWERED;
    if (info->tcpi_data_segs_out == 0 || info->tcpi_last_data_recv < info->tcpi_last_data_sent)
        return WAITS;
    return info->tcpi_last_data_recv == info->tcpi_last_data_sent ? SAME_JIFFY : ANSWERED;
}

static uint64_t silence_of(const struct kernel_tcp_info *info) {
    uint32_t sent = info->tcpi_last_data_sent, received = info->tcpi_last_data_recv;
    return (uint64_t)(sent < received ? sent : received) * 1000;
}

static bool stays(struct use_count *count) {
    count->stays = true;
    return true;
}

static bool is_ignored(struct use_count *count) {
    count->ignored++;
    return false;
}

void note_untold(struct use_count *count) {
    if (count->rules)
        count->stays = true;
}

static bool is_silent_use(struct use_count *count, uint64_t silence) {
    if (count->rules->quiet_us == SPAN_NEVER)
        return stays(count);
    if (count->silent_us > silence)
        count->silent_us = silence;
    if (silence < count->rules->quiet_us)
        return true;
    count->quiet++;
    return false;
}

static bool read_info(const struct inet_diag_msg *message, size_t length, struct kernel_tcp_info *info) {
    const struct nlattr *attribute = find_attribute(message, length, sizeof *message, INET_DIAG_INFO);
    if (!attribute || attribute->nla_len < sizeof *attribute + sizeof *info)
        return false;
    memcpy(info, attribute + 1, sizeof *info);
    return true;
}

static uint64_t cookie_of(const struct inet_diag_msg *message) {
    return (uint64_t)message->id.idiag_cookie[1] << 32 | message->id.idiag_cookie[0];
}

static bool is_unclear(struct use_count *count, const struct inet_diag_msg *message, const struct kernel_tcp_info *info) {
    if (silence_of(info) < count->rules->quiet_us || count->rules->quiet_us == SPAN_NEVER)
        return is_silent_use(count, silence_of(info));
    if (count->silent_us > silence_of(info))
        count->silent_us = silence_of(info);
    count->unclear++;
    count->unclear_sum += scatter(cookie_of(message) ^ info->tcpi_bytes_received << 24);
    return false;
}

/* A connection without an inode waits in the accept queue. */
bool is_use(struct use_count *count, const struct inet_diag_msg *message, size_t length) {
    struct kernel_tcp_info info;
    if (!count->rules)
        return true;
    struct tcp_end end = read_end(message);
    if (is_ignored_address(count->rules, end.remote))
        return is_ignored(count);
    count->sum += scatter(cookie_of(message));
    bool queued = message->idiag_inode == 0 || message->idiag_rqueue > 0 || message->idiag_wqueue > 0;
    if (queued || !read_info(message, length, &info))
        return stays(count);
    switch (order_of(&info)) {
    case WAITS:
        return stays(count);
    case SAME_JIFFY:
        return is_unclear(count, message, &info);
    default:
        return is_silent_use(count, silence_of(&info));
    }
}

static bool is_anything_queued(int fd) {
    int unread = 0, unsent = 0;
    bool told = ioctl(fd, FIONREAD, &unread) == 0 && ioctl(fd, TIOCOUTQ, &unsent) == 0; /* SIOCINQ, SIOCOUTQ of tcp(7) */
    return !told || unread > 0 || unsent > 0;
}

/* An answer that follows its request at once makes the connection an interactive one (tcp_event_data_sent). A request
 * that is not answered for 40 to 200 ms ends that: its acknowledgement goes without an answer
 * (tcp_delack_timer_handler). TCP_QUICKACK is 0 while it is one (tcp(7)). */
static bool was_answered_at_once(int fd) {
    int quick = 1;
    socklen_t length = sizeof quick;
    return getsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &quick, &length) == 0 && quick == 0;
}

bool is_descriptor_use(struct use_count *count, int fd, ino_t inode) {
    struct kernel_tcp_info info;
    socklen_t length = sizeof info;
    if (!count->rules)
        return true;
    if (is_ignored_descriptor(count->rules, fd))
        return is_ignored(count);
    count->sum += scatter(inode);
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 || length < sizeof info || is_anything_queued(fd))
        return stays(count);
    enum last_bytes order = order_of(&info);
    bool recent = silence_of(&info) < count->rules->quiet_us;
    if (order == WAITS || (order == SAME_JIFFY && !recent && !was_answered_at_once(fd)))
        return stays(count);
    return is_silent_use(count, silence_of(&info));
}
