/* sleep-server tcp|udp|unix ADDRESS: the smallest server. It answers every request with its pid, as JSON. */
#include <arpa/inet.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t stopping; /* set by goes-on-slowly.c */

union place {
    struct sockaddr any;
    struct sockaddr_in inet;
    struct sockaddr_un local;
};

static socklen_t parse_inet(const char *text, union place *place) {
    const char *port = strrchr(text, ':');
    char host[INET_ADDRSTRLEN] = "";
    memcpy(host, text, (size_t)(port - text));
    place->inet.sin_family = AF_INET;
    place->inet.sin_port = htons((uint16_t)atoi(port + 1));
    if (inet_pton(AF_INET, host, &place->inet.sin_addr) != 1)
        errx(1, "%s is no address", text);
    return sizeof place->inet;
}

static socklen_t parse_unix(const char *text, union place *place) {
    place->local.sun_family = AF_UNIX;
    strncpy(place->local.sun_path, text, sizeof place->local.sun_path - 1);
    return sizeof place->local;
}

static int bound(const char *kind, const char *text) {
    union place place = {0};
    socklen_t length = strcmp(kind, "unix") == 0 ? parse_unix(text, &place) : parse_inet(text, &place);
    int made = socket(place.any.sa_family, strcmp(kind, "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM, 0);
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(made, &place.any, length) != 0)
        err(1, "bind %s", text);
    return made;
}

static void answer_datagram(int socket, const char *json) {
    char request[512];
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    if (recvfrom(socket, request, sizeof request, 0, (struct sockaddr *)&peer, &length) >= 0)
        sendto(socket, json, strlen(json), 0, (struct sockaddr *)&peer, length);
}

static void answer_connection(int listener, const char *json) {
    char request[4096], answer[256];
    int connection = accept(listener, NULL, NULL);
    if (connection >= 0 && read(connection, request, sizeof request) > 0) {
        int length = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\n\r\n%s", json);
        if (write(connection, answer, (size_t)length) != length)
            warn("answer");
    }
    close(connection);
}

int main(int count, char **arguments) {
    if (count != 3)
        errx(1, "usage: sleep-server tcp|udp|unix ADDRESS");
    int datagrams = strcmp(arguments[1], "udp") == 0, socket = bound(arguments[1], arguments[2]);
    char json[64];
    snprintf(json, sizeof json, "{\"pid\":%d}", getpid());
    if (!datagrams && listen(socket, 16) != 0)
        err(1, "listen");
    while (!stopping)
        datagrams ? answer_datagram(socket, json) : answer_connection(socket, json);
    return 0;
}
