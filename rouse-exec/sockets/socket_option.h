#pragma once

/* A whole-number option of a socket; 0 when it has none such. */
int integer_option(int fd, int level, int option);
