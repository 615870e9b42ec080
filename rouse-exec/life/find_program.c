#include "life/find_program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/log.h"
#include "scoped_fd.h"

/* Returns 0, or the errno that execve(2) would give. */
static int refusal_of(const char *file) {
    struct stat status;
    if (stat(file, &status) != 0)
        return errno;
    return S_ISREG(status.st_mode) && access(file, X_OK) == 0 ? 0 : EACCES;
}

static void join_path(const char *folder, const char *name, char file[PATH_MAX]) {
    int length = (int)strcspn(folder, ":");
    snprintf(file, PATH_MAX, "%.*s/%s", length ? length : 1, length ? folder : ".", name);
}

/* As in execvp(3), a file that may not be executed is passed over, but remembered. */
static int search_path(const char *name, char file[PATH_MAX]) {
    const char *path = getenv("PATH"), *refused = NULL;
    for (path = path ? path : "/usr/local/bin:/bin:/usr/bin"; path; path = strchr(path, ':')) {
        path += *path == ':';
        join_path(path, name, file);
        int here = refusal_of(file);
        if (here == 0)
            return 0;
        if (here == EACCES && !refused)
            refused = path;
    }
    if (refused)
        join_path(refused, name, file);
    return refused ? EACCES : ENOENT;
}

int locate_program(const char *name, char file[PATH_MAX]) {
    if (!*name) /* execvp(3) */
        return ENOENT;
    if (!strchr(name, '/'))
        return search_path(name, file);
    snprintf(file, PATH_MAX, "%s", name);
    return refusal_of(name);
}

/* Leaves START empty where the file cannot be read. */
static void read_start(const char *file, char *start, size_t size) {
    SCOPED_FD program = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t length = program < 0 ? -1 : read(program, start, size - 1);
    start[length > 0 ? length : 0] = '\0';
}

#define LOADER_MAX 256 /* small, as the stack stays resident */

#ifdef __aarch64__
#define OWN_MACHINE EM_AARCH64
#else
#define OWN_MACHINE EM_X86_64
#endif

/* Returns false when the file names no dynamic loader, or is of another kind of machine: an emulator may find that one's
 * elsewhere (binfmt_misc). */
static bool read_loader(const char *file, char loader[LOADER_MAX]) {
    Elf64_Ehdr header;
    Elf64_Phdr part = {.p_type = PT_NULL};
    SCOPED_FD program = open(file, O_RDONLY | O_CLOEXEC);
    if (program < 0 || pread(program, &header, sizeof header, 0) != sizeof header ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_machine != OWN_MACHINE || header.e_phentsize != sizeof part)
        return false;
    for (unsigned i = 0; i < header.e_phnum && part.p_type != PT_INTERP; i++)
        if (pread(program, &part, sizeof part, (off_t)(header.e_phoff + i * sizeof part)) != sizeof part)
            return false;
    return part.p_type == PT_INTERP && part.p_filesz <= LOADER_MAX &&
           pread(program, loader, part.p_filesz, (off_t)part.p_offset) == (ssize_t)part.p_filesz &&
           part.p_filesz > 0 && loader[part.p_filesz - 1] == '\0';
}

/* Whether execve(2) would give ENOENT for a file that is there. */
static bool lacks_interpreter(const char *file) {
    char start[256], loader[PATH_MAX];
    read_start(file, start, sizeof start);
    if (strncmp(start, "#!", 2) != 0)
        return read_loader(file, loader) && access(loader, F_OK) != 0 && errno == ENOENT;
    char *interpreter = start + 2 + strspn(start + 2, " \t");
    interpreter[strcspn(interpreter, " \t\n")] = '\0';
    return access(interpreter, F_OK) != 0 && errno == ENOENT;
}

/* execve(2) says ENOENT of a file that is there when its interpreter is not: the one that a #! line names, or the
 * dynamic loader of another C library. */
static void explain_interpreter(const char *file) {
    char start[256];
    read_start(file, start, sizeof start);
    if (strncmp(start, "#!", 2) != 0) {
        warn("cannot execute '%s': its dynamic loader is not on this machine; it was built for another C library",
             file);
        return;
    }
    char *interpreter = start + 2 + strspn(start + 2, " \t"), *end = interpreter + strcspn(interpreter, " \t\r\n");
    bool from_windows = *end == '\r';
    *end = '\0';
    warn("cannot execute '%s': its first line names the interpreter '%s', %s", file, interpreter,
         from_windows ? "and ends with a carriage return; save the file with Unix line ends" : "which does not exist");
}

void explain_not_found(const char *name) {
    char file[PATH_MAX];
    if (!*name)
        warn("cannot find the program '': its name is empty, as a shell variable without a value is; give its path");
    else if (locate_program(name, file) == 0)
        explain_interpreter(file);
    else if (strpbrk(name, " \t"))
        warn("cannot find the program '%s'; if this is a whole command, give its words without quotes around all of them",
             name);
    else if (strchr(name, '/'))
        warn("cannot find the program '%s': there is no such file; correct its path", name);
    else
        warn("cannot find the program '%s'; give its path, or check PATH", name);
}

/* A file that cannot be read may be either. */
static bool is_program_or_script(const char *file) {
    char start[8];
    read_start(file, start, sizeof start);
    return !start[0] || strncmp(start, "#!", 2) == 0 || strncmp(start, ELFMAG, SELFMAG) == 0;
}

/* execve(2) gives EACCES for all of these. */
static void explain_refusal(const char *file) {
    struct stat status;
    if (stat(file, &status) != 0)
        warn("cannot execute '%s': this user may not enter a folder on the way to it", file);
    else if (S_ISDIR(status.st_mode))
        warn("cannot execute '%s': it is a folder; give the path of a program", file);
    else if (!S_ISREG(status.st_mode))
        warn("cannot execute '%s': it is not a file", file);
    else if ((status.st_mode & 0111) == 0 && !is_program_or_script(file))
        warn("cannot execute '%s': it is not executable, and no program: a script needs `chmod +x` and a first line like "
             "#!/bin/sh",
             file);
    else if ((status.st_mode & 0111) == 0)
        warn("cannot execute '%s': it is not executable; `chmod +x` makes it so", file);
    else
        warn("cannot execute '%s': its mode or a mount option (noexec) forbids it to this user", file);
}

/* execve(2) gives ENOEXEC for both. */
static void explain_format(const char *file) {
    char start[8];
    read_start(file, start, sizeof start);
    if (strncmp(start, ELFMAG, SELFMAG) == 0)
        warn("cannot execute '%s': it is a program for another kind of machine", file);
    else
        warn("cannot execute '%s': it is no program; a script needs a first line like #!/bin/sh", file);
}

void explain_not_executable(const char *name, int error) {
    char file[PATH_MAX];
    int refusal = locate_program(name, file);
    if (error == EACCES && refusal == EACCES) {
        explain_refusal(file);
    } else if (error == ENOEXEC && refusal == 0) {
        explain_format(file);
    } else {
        errno = error;
        warn_errno("cannot execute '%s'", name);
    }
}

int find_program(const char *name) {
    char file[PATH_MAX];
    int refusal = locate_program(name, file);
    if (refusal == 0 && !lacks_interpreter(file))
        return 0;
    if (refusal == 0 || refusal == ENOENT) {
        explain_not_found(name);
        return EXIT_NOT_FOUND;
    }
    explain_not_executable(name, refusal);
    return EXIT_NOT_EXECUTABLE;
}
