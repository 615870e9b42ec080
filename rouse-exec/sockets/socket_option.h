#pragma once

/* Returns an integer option of a socket; 0 when the socket does not have it. */
int integer_option(int fd, int level, int option);
