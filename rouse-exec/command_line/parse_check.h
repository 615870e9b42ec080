/* --ready-check: how to find out that the program would answer its clients properly. */
#pragma once

enum check_kind { CHECK_HTTP, CHECK_TCP, CHECK_EXEC, CHECK_NOTIFY };

struct ready_check {
    enum check_kind kind;
    const char *text; /* as it was written */
    char *subject;    /* the path of http:, the command of exec:, "" of tcp */
    const char *name; /* of the passed socket; NULL: the first stream socket */
    const char *host; /* of the Host header; NULL: the socket's address */
};

/* Ends with one sentence and status 125 when TEXT is no check. */
struct ready_check parse_ready_check(const char *text);
