#include "sockets/passed_label.h"

#include <stdio.h>
#include <string.h>

/* A socket of --listen is named "127.0.0.1:80" or "udp:127.0.0.1:53" unless it has a name of its own. */
static bool is_named_so(const char *name, const char *address) {
    size_t length = strlen(name), end = strlen(address);
    if (length < end || strcmp(name + length - end, address) != 0)
        return false;
    return length == end || name[length - end - 1] == ':';
}

const char *name_passed(const struct passed_socket *socket, char text[PASSED_NAME_MAX]) {
    char address[ADDRESS_TEXT_MAX];
    format_address(&socket->address, address);
    text[0] = 0;
    if (!is_named_so(socket->name, address))
        snprintf(text, PASSED_NAME_MAX, " '%s'", socket->name);
    return text;
}

const char *label_passed(const struct passed_socket *socket, char text[PASSED_LABEL_MAX]) {
    char address[ADDRESS_TEXT_MAX];
    format_address(&socket->address, address);
    if (is_named_so(socket->name, address))
        snprintf(text, PASSED_LABEL_MAX, "%s", socket->name);
    else
        snprintf(text, PASSED_LABEL_MAX, "'%s' (%s)", socket->name, address);
    return text;
}
