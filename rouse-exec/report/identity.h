/* Which rouse-exec this is. Its file says the same in notes (elf(5)), which src/rouse-exec/identity.ts reads without
 * running it. */
#pragma once

#define BUILD_TEXT_MAX 65

const char *own_version(void);

/* Writes the build ID, which the linker makes of all that is in the file, in hexadecimal: "" where it made none. */
const char *own_build(char text[BUILD_TEXT_MAX]);
