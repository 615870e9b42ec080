/* The report file: the state of the service as JSON, for whoever shows it. */
#pragma once

#include "service/service.h"

/* How many times earlier runs were woken, as the report of the last one says; 0 without one. */
uint64_t read_wakes(const char *path);

/* Something changed that the report shows: writes it. A failure is told once and harms nobody. */
void note_change(struct service *service);

/* Replaces the file atomically. False with errno. */
bool write_report(const struct service *service);
