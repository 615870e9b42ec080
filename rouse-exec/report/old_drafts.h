/* Reports that a rouse-exec had begun when it was killed. */
#pragma once

/* Removes those of REPORT, a name in DIRECTORY, that are files of our own user. Its lock must be held: then no process
 * is writing one. */
void remove_old_drafts(int directory, const char *report);
