#pragma once

/* Copies to the passed socket TO every option that the program changed on its own socket FROM: those that
 * differ from a fresh socket of the same kind. What the unit set and the program did not touch stays. An option that
 * takes a privilege, or names an interface, is copied only where both are of one network namespace. */
void carry_options(int from, int to);
/* The same without those of one network namespace: to a socket that the program gets for itself. */
void carry_plain_options(int from, int to);
