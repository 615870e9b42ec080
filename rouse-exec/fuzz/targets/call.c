/* A trapped call. Five bytes say which call it is, on which socket, how it is made, in which directory and with which
 * flags; two say how long the argument claims to be. The rest is the argument in the program's memory: an address or
 * a path. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/input.h"
#include "fuzz/passed_table.h"
#include "guards/connect.h"
#include "guards/guard.h"
#include "guards/link.h"
#include "guards/rename.h"
#include "seccomp/call_arguments.h"
#include "seccomp/ioctls.h"

enum {
    BYTE_FORM,
    BYTE_SOCKET_KIND,
    BYTE_MANNER,
    BYTE_DIRECTORY,
    BYTE_FLAGS,
    BYTE_LENGTH,
    BYTE_ARGUMENT = BYTE_LENGTH + 2,
};
enum { MANNER_COMPAT = 1, MANNER_SOCKETCALL = 2, MANNER_AT_END = 4 };

#define ROOM 8192

/* At an address that a 32-bit program can have too; nothing is mapped behind it. */
static uint8_t *empty_memory(void) {
    static uint8_t *memory;
    if (!memory) {
        memory = mmap(NULL, 2 * ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
        EXPECT(memory != MAP_FAILED && mprotect(memory + ROOM, ROOM, PROT_NONE) == 0);
    }
    memset(memory, 0, ROOM);
    return memory;
}

static void put_arguments(uint64_t *arguments, const struct call_form *form, const uint8_t *data, const void *text) {
    uint64_t address = (uintptr_t)text;
    if (form->path == NO_ARGUMENT) {
        arguments[1] = address;
        arguments[2] = data[BYTE_LENGTH] | (uint64_t)data[BYTE_LENGTH + 1] << 8 | (uint64_t)data[BYTE_DIRECTORY] << 32;
        return;
    }
    if (form->flags != NO_ARGUMENT)
        arguments[form->flags] = (uint64_t)data[BYTE_FLAGS] << 8;
    if (form->at)
        arguments[form->path - 1] = data[BYTE_DIRECTORY] % 2 ? (uint64_t)AT_FDCWD : data[BYTE_DIRECTORY];
    arguments[form->path] = address;
    if (form->target != NO_ARGUMENT)
        arguments[form->target] = address;
}

static void go_through_socketcall(struct seccomp_notif *notification, uint8_t *memory, uint64_t which) {
    const uint32_t inner[] = {0, (uint32_t)notification->data.args[1], (uint32_t)notification->data.args[2]};
    memcpy(memory, inner, sizeof inner);
    notification->data.nr = COMPAT_SOCKETCALL;
    notification->data.args[0] = which;
    notification->data.args[1] = (uintptr_t)memory;
}

static struct seccomp_notif make_call(const uint8_t *data, size_t size) {
    const struct call_form *form = &call_forms[data[BYTE_FORM] % call_form_count];
    bool compat = data[BYTE_MANNER] & MANNER_COMPAT;
    uint8_t *memory = empty_memory(), *argument = memory + 16;
    struct seccomp_notif notification = {
        .pid = (uint32_t)getpid(),
        .data = {.arch = compat ? COMPAT_ARCH : NATIVE_ARCH, .nr = compat ? form->compat : form->native},
    };
    if (data[BYTE_MANNER] & MANNER_AT_END)
        argument = memory + ROOM - (size - BYTE_ARGUMENT);
    memcpy(argument, data + BYTE_ARGUMENT, size - BYTE_ARGUMENT);
    put_arguments(notification.data.args, form, data, argument);
    if (compat && data[BYTE_MANNER] & MANNER_SOCKETCALL)
        go_through_socketcall(&notification, memory, data[BYTE_FLAGS]);
    return notification;
}

static const struct {
    int family, type, protocol;
} kinds[] = {
    {AF_INET, SOCK_STREAM, IPPROTO_TCP}, {AF_INET6, SOCK_STREAM, IPPROTO_TCP}, {AF_INET, SOCK_DGRAM, IPPROTO_UDP},
    {AF_INET6, SOCK_DGRAM, IPPROTO_UDP}, {AF_UNIX, SOCK_STREAM, 0},            {AF_UNIX, SOCK_DGRAM, 0},
    {AF_UNIX, SOCK_SEQPACKET, 0},        {AF_INET6, SOCK_STREAM, 262 /* MPTCP */},
};

static void match(const struct call *call, uint8_t kind) {
    static struct map_option everything = {.text = "*=@fuzz", .any_address = true, .any_port = true, .name = "@fuzz"};
    const struct options options = {.maps = &everything, .map_count = kind >> 6 & 1};
    struct bind_request request = {0};
    char path[SOCKET_PATH_MAX];
    if (!read_address(call, &request.address))
        return;
    EXPECT(request.address.length <= sizeof request.address.storage);
    EXPECT(request.address.any.sa_family != AF_UNIX || request.address.length <= sizeof request.address.un);
    request.family = kinds[kind % 8].family;
    request.type = kinds[kind % 8].type;
    request.protocol = kinds[kind % 8].protocol;
    request.v6only = kind >> 7 && request.family == AF_INET6;
    if (is_unix_path(&request.address)) {
        copy_socket_path(&request.address, path);
        request.path = identify_foreign_path(&(struct foreign_path){call->tid, AT_FDCWD, path});
    }
    expect_sound_match(&options, &request);
}

static struct answer answer_guarded(struct service *service, const struct call *call) {
    switch (call->form->operation) {
    case OP_UNLINK:
        return answer_unlink(service, call);
    case OP_RENAME:
        return answer_rename(service, call);
    case OP_LINK:
        return answer_link(service, call);
    case OP_SETATTR:
        return answer_setattr(service, call);
    case OP_CONNECT:
        return answer_connect(service, call);
    default:
        return ANSWER_CONTINUE;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct options options;
    struct service service = {.options = &options, .passed = *passed_table(), .listener = -1};
    struct call call;
    if (size < BYTE_ARGUMENT || size > ROOM / 2)
        return -1;
    struct seccomp_notif notification = make_call(data, size);
    if (!read_call(&notification, &call))
        return 0;
    if (call.form->operation == OP_BIND)
        match(&call, data[BYTE_SOCKET_KIND]);
    /* The kernel performs every call that is not about the passed path, or a connect to a passed address. */
    struct answer answer = answer_guarded(&service, &call);
    EXPECT(answer.continues || call.form->operation == OP_CONNECT || memmem(data, size, "fuzz.sock", 9));
    return 0;
}
