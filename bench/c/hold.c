/* hold PORT COUNT: accepts and keeps every connection; prints "holding" once there are COUNT. */
#include <stdio.h>

#include "loopback.h"

int main(int argc, char **argv) {
    if (argc != 3)
        errx(1, "usage: hold PORT COUNT");
    raise_open_files();
    int listener = listen_on((unsigned)atoi(argv[1])), count = atoi(argv[2]);
    for (int held = 1;; held++) {
        if (accept(listener, NULL, NULL) < 0)
            err(1, "accept");
        if (held == count) {
            puts("holding");
            fflush(stdout);
        }
    }
}
