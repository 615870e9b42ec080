/* The report file: the state of the service as JSON, for whatever displays it. */
#pragma once

#include "service/service.h"

/* Reads how many times earlier runs were woken, and since when that is counted, from the last report, which is open as
 * FD; without one, none were, and it is counted from now on. */
void read_wakes(struct service *service, int fd);

/* Writes the report, in which something changed. A failure is reported once and does no harm. */
void note_change(struct service *service);

/* The same for one socket of many that the program binds one after the other: these are gathered for a moment. */
void note_change_of_socket(struct service *service);

/* Replaces the file atomically. Returns false with errno. */
bool write_report(const struct service *service);
