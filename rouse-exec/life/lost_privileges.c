#include "life/lost_privileges.h"

#include <stddef.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "life/find_program.h"
#include "messages/log.h"

static const char *privilege_of(const char *file) {
    struct stat status;
    if (stat(file, &status) != 0)
        return NULL;
    if (status.st_mode & S_ISUID)
        return "setuid";
    if (status.st_mode & S_ISGID)
        return "setgid";
    return getxattr(file, "security.capability", NULL, 0) > 0 ? "given file capabilities" : NULL;
}

void explain_lost_privileges(const char *name) {
    char file[PATH_MAX];
    const char *privilege = locate_program(name, file) == 0 ? privilege_of(file) : NULL;
    if (privilege)
        warn("%s is %s, and gains nothing by that here: without CAP_SYS_ADMIN the kernel wants no_new_privs; run "
             "rouse-exec as root, or give the unit AmbientCapabilities=",
             file, privilege);
}
