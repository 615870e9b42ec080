/* The linker turns calls of exit() and poll() into calls of these: die() ends the input and not the fuzzer, and
 * messages are written nowhere. */
#include <poll.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/input.h"
#include "messages/log.h"

__attribute__((noreturn)) void __real_exit(int status);
__attribute__((noreturn)) void __wrap_exit(int status);
int __real_poll(struct pollfd *descriptors, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout);

static jmp_buf *way_out;

bool survives(void (*parse)(void *), void *context) {
    jmp_buf here;
    bool died = setjmp(here) != 0;
    way_out = died ? NULL : &here;
    if (!died)
        parse(context);
    way_out = NULL;
    return !died;
}

void __wrap_exit(int status) {
    if (way_out)
        longjmp(*way_out, 1);
    __real_exit(status);
}

/* log.c asks first whether stderr has room. */
int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout) {
    return descriptors->fd == STDERR_FILENO ? 0 : __real_poll(descriptors, count, timeout);
}

__attribute__((constructor)) static void say_everything(void) {
    log_verbose = true;
}

char *text_of(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = 0;
    return text;
}
