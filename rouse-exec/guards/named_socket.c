#include "guards/named_socket.h"

#include <errno.h>
#include <string.h>

/* The same text counts too, as it does for bind: under PrivateTmp= the directory is another one. */
static bool is_same_text(const struct passed_socket *socket, const char *text) {
    char own[SOCKET_PATH_MAX];
    copy_socket_path(&socket->address, own);
    return text[0] == '/' && strcmp(own, text) == 0;
}

static bool has_name(const struct passed_socket *socket, const char *name) {
    char own[SOCKET_PATH_MAX];
    if (!is_unix_path(&socket->address))
        return false;
    copy_socket_path(&socket->address, own);
    return strcmp(last_part(own), name) == 0;
}

/* Most paths differ in their last part already, which is cheap to see. */
static bool may_name(const struct passed_set *set, const char *text) {
    for (size_t i = 0; i < set->count; i++)
        if (has_name(&set->sockets[i], last_part(text)))
            return true;
    return false;
}

struct passed_socket *find_by_path(const struct passed_set *set, const struct foreign_path *path) {
    if (!may_name(set, path->text))
        return NULL;
    struct path_identity identity = identify_foreign_path(path);
    for (size_t i = 0; i < set->count; i++) {
        struct passed_socket *socket = &set->sockets[i];
        if (is_unix_path(&socket->address) &&
            (same_path(&socket->path, &identity) || is_same_text(socket, path->text)))
            return socket;
    }
    return NULL;
}

struct passed_socket *find_by_resolved_path(const struct passed_set *set, const struct foreign_path *path) {
    struct passed_socket *named = find_by_path(set, path);
    struct stat status;
    if (named || !stat_foreign_path(path, &status))
        return named;
    for (size_t i = 0; i < set->count; i++)
        if (is_file_of(&set->sockets[i], &status))
            return &set->sockets[i];
    return NULL;
}

/* A file that was never seen from here (PrivateTmp=) may be there all the same. */
struct answer answer_untouched(const struct passed_socket *socket) {
    char path[SOCKET_PATH_MAX];
    struct stat status;
    copy_socket_path(&socket->address, path);
    bool gone = socket->file_inode != 0 && lstat(path, &status) != 0 && errno == ENOENT;
    return gone ? (struct answer){.error = -ENOENT} : ANSWER_SUCCESS;
}
