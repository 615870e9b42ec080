/* Changing our own environment in place: setenv(3) would bring in all of malloc, which is a tenth of us. */
#pragma once

void remove_variable(const char *name);

/* ASSIGNMENT is "NAME=value" and must live on; only for a variable that there is. */
void replace_variable(const char *assignment);
