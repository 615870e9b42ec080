/* The file of the report, in a directory that may belong to another user: it is opened once, and what is put at our
 * names there can neither lead us elsewhere nor make us wait. */
#pragma once

#include <stdbool.h>

#define DRAFT_NAME_MAX 256

/* Opens the directory of PATH, which must outlive all calls. Returns the old report, or -1 when there is none that can
 * be read. Ends with a sentence and status 125 when there is no directory, or something at PATH that is not a file. */
int open_report_file(const char *path);

/* Makes an empty file beside the report, and stores its name. Returns -1 with errno. */
int make_draft(char name[DRAFT_NAME_MAX]);
/* Puts the draft in the place of the report. Returns false with errno. */
bool publish_draft(const char *name);
/* Removes the report, if it is ours. */
void remove_report(void);
/* Keeps errno. */
void drop_draft(const char *name);

/* Lets another rouse-exec write the report. */
void release_report_file(void);
