#include "sockets/device.h"

#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "address/format_address.h"
#include "messages/log.h"

/* A device that is gone is called "?". */
static void read_device(int fd, char name[IFNAMSIZ]) {
    socklen_t length = IFNAMSIZ;
    memset(name, 0, IFNAMSIZ);
    if (getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &length) != 0)
        strcpy(name, "?");
}

/* Numbers would not do: in another network namespace they mean other devices. It cannot be carried over: from a passed
 * socket that has a device, only CAP_NET_RAW takes it off again. */
bool is_of_device(int from, const struct passed_socket *socket) {
    char wanted[IFNAMSIZ], present[IFNAMSIZ], text[ADDRESS_TEXT_MAX];
    read_device(from, wanted);
    read_device(socket->fd, present);
    if (wanted[0] == 0 || strcmp(wanted, present) == 0)
        return true;
    warn_once("the program binds a socket of the network device %s alone (SO_BINDTODEVICE), and the passed socket %s would "
              "let in clients of others: the program does not get it; write BindToDevice=%s into the socket unit",
              wanted, format_address(&socket->address, text), wanted);
    return false;
}
