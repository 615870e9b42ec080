#include "command_line/parse_check.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "messages/log.h"

#define PATH_LONGEST 1000

/* Takes ",socket=NAME" or ",host=HOST" off the end of the path. A path may contain a comma. */
static bool take_setting(struct ready_check *check) {
    char *comma = strrchr(check->subject, ',');
    if (comma && strncmp(comma, ",socket=", 8) == 0)
        check->name = comma + 8;
    else if (comma && check->kind == CHECK_HTTP && strncmp(comma, ",host=", 6) == 0)
        check->host = comma + 6;
    else
        return false;
    *comma = 0;
    return true;
}

static bool begins(const char *text, const char *word, size_t *length) {
    *length = strlen(word);
    return strncmp(text, word, *length) == 0;
}

static enum check_kind parse_kind(const char *text, size_t *length) {
    if (begins(text, "http:", length))
        return CHECK_HTTP;
    if (begins(text, "exec:", length))
        return CHECK_EXEC;
    if (begins(text, "tcp", length) && (text[*length] == 0 || text[*length] == ','))
        return CHECK_TCP;
    if (strcmp(text, "notify") == 0) {
        *length = strlen(text);
        return CHECK_NOTIFY;
    }
    die("--ready-check=%s is not http:PATH, tcp, exec:COMMAND or notify, as in --ready-check=http:/health", text);
}

static void refuse_bad_path(const struct ready_check *check) {
    const char *path = check->subject;
    bool printable = true;
    for (size_t i = 0; path[i]; i++)
        printable = printable && path[i] > 0x20 && path[i] < 0x7f;
    if (strlen(path) > PATH_LONGEST)
        die("--ready-check=%.60s…: the path is longer than %d bytes", check->text, PATH_LONGEST);
    if (path[0] == '/' && path[1] == '/')
        die("--ready-check=%s: the path must stand without an address, as in --ready-check=http:/health", check->text);
    if (*path != '/' || !printable)
        die("--ready-check=%s: the path must begin with / and have no blanks, as in --ready-check=http:/health",
            check->text);
}

/* /bin/sh ends with status 0 for it. */
static bool is_blank(const char *command) {
    return command[strspn(command, " \t\n\v\f\r")] == 0;
}

struct ready_check parse_ready_check(const char *text) {
    size_t length;
    struct ready_check check = {.kind = parse_kind(text, &length), .text = text};
    check.subject = strdup(text + length);
    if (!check.subject)
        die_errno("cannot read the command line");
    while (check.kind != CHECK_EXEC && take_setting(&check))
        ;
    if (check.kind == CHECK_HTTP)
        refuse_bad_path(&check);
    if (check.kind == CHECK_TCP && *check.subject)
        die("--ready-check=%s: only socket=NAME may follow tcp, as in --ready-check=tcp,socket=web", text);
    if (check.kind == CHECK_EXEC && is_blank(check.subject))
        die("--ready-check=%s names no command, as in --ready-check=exec:pg_isready", text);
    if ((check.name && !*check.name) || (check.host && !*check.host))
        die("--ready-check=%s: nothing follows socket= or host=", text);
    return check;
}
