/* The value of --one-of. */
#pragma once

struct one_of_option {
    const char *group; /* NULL: none. A NAME, or the path of a folder that is called so */
    const char *name;  /* of the service, as the others of the group show it; NULL: that of the program */
};

/* Ends with one sentence and status 125 when it does not understand TEXT: GROUP[,name=N]. */
struct one_of_option parse_one_of(const char *text);
