#include "report/identity.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#ifndef VERSION
#define VERSION "0.0.0"
#endif

#define OWNER "Rouse"
#define NT_ROUSE_VERSION 1
#define PADDED(length) (((size_t)(length) + 3) & ~(size_t)3)

/* No linker collects a section of notes. */
static const struct {
    Elf64_Nhdr header;
    char owner[PADDED(sizeof OWNER)];
    char version[PADDED(sizeof VERSION)];
} version_note __attribute__((section(".note.rouse"), used, aligned(4))) = {
    {sizeof OWNER, sizeof VERSION, NT_ROUSE_VERSION}, OWNER, VERSION};

/* Symbol of the linker: the head of our file, as the kernel has mapped it. Its page was read at our start. */
extern const char __ehdr_start[] __attribute__((weak, visibility("hidden")));

const char *own_version(void) {
    return version_note.version;
}

static const Elf64_Nhdr *find_build_id(const char *at, const char *end) {
    while (at < end) {
        const Elf64_Nhdr *note = (const void *)at;
        const char *owner = at + sizeof *note;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof "GNU" && memcmp(owner, "GNU", sizeof "GNU") == 0)
            return note;
        at = owner + PADDED(note->n_namesz) + PADDED(note->n_descsz);
    }
    return NULL;
}

/* Notes are in the first segment, which is mapped from the head of the file. Others than ours may be aligned to 8. */
static const Elf64_Nhdr *find_own_build_id(void) {
    const Elf64_Ehdr *head = (const void *)__ehdr_start;
    const Elf64_Nhdr *found = NULL;
    if (!head)
        return NULL;
    const Elf64_Phdr *segments = (const void *)(__ehdr_start + head->e_phoff);
    for (size_t i = 0; i < head->e_phnum && !found; i++) {
        const char *notes = __ehdr_start + segments[i].p_offset;
        if (segments[i].p_type == PT_NOTE && segments[i].p_align == 4)
            found = find_build_id(notes, notes + segments[i].p_filesz);
    }
    return found;
}

const char *own_build(char text[BUILD_TEXT_MAX]) {
    const Elf64_Nhdr *note = find_own_build_id();
    text[0] = '\0';
    if (!note || note->n_descsz >= BUILD_TEXT_MAX / 2)
        return text;
    const unsigned char *id = (const unsigned char *)(note + 1) + PADDED(sizeof "GNU");
    for (size_t i = 0; i < note->n_descsz; i++)
        snprintf(text + 2 * i, 3, "%02x", id[i]);
    return text;
}
