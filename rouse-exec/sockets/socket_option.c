#include "sockets/socket_option.h"

#include <sys/socket.h>

int integer_option(int fd, int level, int option) {
    int value = 0;
    socklen_t length = sizeof value;
    return getsockopt(fd, level, option, &value, &length) == 0 ? value : 0;
}
