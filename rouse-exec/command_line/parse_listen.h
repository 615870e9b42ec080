#pragma once

#include <sys/types.h>

#include "address/address.h"
#include "service_manager/listen_environment.h"

/* --listen=ADDR[,name=N][,mode=0600] */
#define NO_GROUP ((gid_t)-1)

struct listen_option {
    struct address address;
    int type;
    mode_t mode;
    gid_t group; /* NO_GROUP: that of rouse-exec */
    char name[SOCKET_NAME_MAX + 1];
};

/* Parses "ADDR[,name=N][,mode=0600][,group=GID]"; ends with a sentence and status 125 when it is malformed. Without a name, the
 * socket is named by its ADDR. */
struct listen_option parse_listen(const char *text);
