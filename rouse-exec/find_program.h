#pragma once

/* 0 when NAME is a path to, or a name on PATH of, something executable; else, after a sentence, the exit
 * status of execvp's failure: 126 or 127. */
int find_program(const char *name);
