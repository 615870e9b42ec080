/* Changes our own environment in place: setenv(3) would bring in all of malloc, which is a tenth of us. */
#pragma once

void remove_variable(const char *name);

/* ASSIGNMENT is "NAME=value" and must stay valid; only for a variable that exists. */
void replace_variable(const char *assignment);

/* The same, for one that need not exist yet. Without room for it, it is left out. */
void set_variable(const char *assignment);
