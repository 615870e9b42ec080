/* Gives the memory of a program that stands still back to the machine: its pages go to swap. Only private memory without a
 * file does: text that is evicted, too, has to be read again at the wake, page by page. */
#pragma once

#include <poll.h>
#include <stdbool.h>

/* Begins with the first process of the program. Returns why no memory can be given back on this machine; NULL: it can be
 * tried. */
const char *begin_page_out(void);

/* Gives memory back for some milliseconds, or until one of SOURCES is ready. Returns true when there is more. */
bool page_out_some(struct pollfd *sources, nfds_t count);

/* Returns why none could be given back (errno); 0: some could, or there was none. */
int why_kept_in(void);
