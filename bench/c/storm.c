/* storm PORT THREADS COUNT...: binds new sockets to 127.0.0.1:PORT from all threads at once, COUNT times in each, and
 * prints `GOOD of ALL`. A line of stdin begins the next COUNT. The threads stay, as those of a server do. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "loopback.h"

static pthread_barrier_t begin, end;
static struct sockaddr_in place;
static atomic_int left, good;

static int bind_one(void) {
    int fd = stream_socket();
    int failed = bind(fd, (const struct sockaddr *)&place, sizeof place);
    if (failed)
        warn("bind");
    close(fd);
    return failed == 0;
}

static void *run(void *unused) {
    for (;;) {
        pthread_barrier_wait(&begin);
        for (int count = left; count > 0; count--)
            good += bind_one();
        pthread_barrier_wait(&end);
    }
    return unused;
}

int main(int argc, char **argv) {
    if (argc < 4)
        errx(1, "usage: storm PORT THREADS COUNT...");
    unsigned threads = (unsigned)atoi(argv[2]);
    place = loopback(1, (unsigned)atoi(argv[1]));
    pthread_barrier_init(&begin, NULL, threads + 1);
    pthread_barrier_init(&end, NULL, threads + 1);
    for (unsigned i = 0; i < threads; i++)
        if (pthread_create(&(pthread_t){0}, NULL, run, NULL) != 0)
            errx(1, "no thread to spare");
    for (int i = 3; i < argc; i++) {
        good = 0;
        left = atoi(argv[i]);
        pthread_barrier_wait(&begin);
        pthread_barrier_wait(&end);
        printf("%d of %u\n", good, (unsigned)left * threads);
        fflush(stdout);
        getchar();
    }
}
