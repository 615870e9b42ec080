/* One process writes a report. */
#pragma once

#include <stdbool.h>

/* Locks REPORT, a name in DIRECTORY, until this process ends. PATH names it in the sentence with which rouse-exec ends,
 * with status 125, when another process has the lock. Where no lock can be made there is none, and
 * false is returned. */
bool lock_report(int directory, const char *report, const char *path);

/* Removes the file of the lock, if there is one; a rouse-exec that is killed leaves it for the next one to take. */
void remove_report_lock(const char *report);
