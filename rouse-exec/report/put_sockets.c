#include "report/put_sockets.h"

#include "address/format_address.h"
#include "report/times.h"

static void put_passed(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"sockets\":[");
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *socket = &service->passed.sockets[i];
        put(out, "%s{\"name\":", i ? "," : "");
        put_string(out, socket->name);
        put(out, ",\"address\":");
        put_string(out, format_address(&socket->address, text));
        put(out, ",\"type\":\"%s\"", type_name(socket->address.any.sa_family, socket->type));
        put_truth(out, "adopted", socket->adopted);
        put_truth(out, "listening", socket->listening);
        put_truth(out, "closed", !socket->adopted && socket->given_up_at != 0);
        put_truth(out, "in_vain", !socket->adopted && socket->in_vain_said);
        put(out, "}");
    }
    put(out, "]");
}

static bool was_put_aside(const struct service *service, const struct unmatched_bind *bind) {
    for (size_t i = 0; i < service->passed.count; i++) {
        const struct passed_socket *stead = &service->passed.sockets[i];
        if (stead->aside.pid && stead->type == bind->type && is_v4(&bind->address) &&
            port_of(&stead->address) == port_of(&bind->address) &&
            bind->address.in.sin_addr.s_addr == stead->aside.asked)
            return true;
    }
    return false;
}

static void put_unmatched(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"unmatched\":[");
    for (size_t i = 0; i < service->unmatched_count; i++) {
        const struct unmatched_bind *bind = &service->unmatched[i];
        put(out, "%s{\"address\":", i ? "," : "");
        put_string(out, format_address(&bind->address, text));
        put(out, ",\"type\":\"%s\",\"pid\":%d", type_name(bind->address.any.sa_family, bind->type), bind->pid);
        put_truth(out, "aside", was_put_aside(service, bind));
        put(out, "}");
    }
    put(out, "]");
}

static void put_elsewhere(struct json *out, const struct service *service) {
    char text[ADDRESS_TEXT_MAX];
    put(out, ",\"elsewhere\":[");
    for (size_t i = 0; i < service->elsewhere_count; i++) {
        const struct listener *one = &service->elsewhere[i];
        put(out, "%s{\"address\":", i ? "," : "");
        put_string(out, format_address(&one->address, text));
        put(out, ",\"type\":\"%s\"}", type_name(one->address.any.sa_family, one->type));
    }
    put(out, "]");
}

static void put_learned_bind(struct json *out, const struct learned_bind *bind, int64_t wall) {
    char text[ADDRESS_TEXT_MAX];
    put(out, "{\"address\":");
    put_string(out, format_address(&bind->address, text));
    put(out, ",\"type\":\"%s\",\"v6only\":%s,\"pid\":%d,\"process\":",
        type_name(bind->address.any.sa_family, bind->type), bind->v6only ? "true" : "false", bind->pid);
    put_string(out, bind->process);
    put_time(out, "bound_at", bind->bound_at, wall);
    put_time(out, "listened_at", bind->listened_at, wall);
    put(out, "}");
}

void put_learned(struct json *out, const struct service *service, int64_t wall) {
    put(out, ",\"learned\":[");
    for (size_t i = 0; i < service->learned_count; i++) {
        put(out, "%s", i ? "," : "");
        put_learned_bind(out, &service->learned[i], wall);
    }
    put(out, "]");
}

void put_sockets(struct json *out, const struct service *service) {
    put_passed(out, service);
    put_unmatched(out, service);
    put_elsewhere(out, service);
}
