/* --one-of: the services of a group run in turn, one at a time. The turn is a lock (flock(2)) of the folder of the group,
 * which the kernel gives back when we end, however we do; the tickets there say who is next. */
#pragma once

#include "service/service.h"

/* Ends with a sentence when there could be no turns. */
void require_turns(const struct options *options);
/* Goes to the end of the line. Returns false, with errno, when that is not possible now; why is said once. */
bool stand_in_line(struct service *service);
bool stands_in_line(const struct service *service);
/* Looks whether it is our turn, which we then have until we leave the line. Notes whose it is, else. */
bool take_turn(struct service *service);
/* We have it: looks whether others wait. Returns true when somebody has begun to. */
bool look_for_others(struct service *service);
/* Gives the turn to the next one. No process of the program may be left. */
void leave_line(struct service *service);

/* Readable when something has changed in the line; -1: not in line. */
int line_channel(const struct service *service);
/* Reads what has come there. The next look is due soon, and again later. */
void hear_line(struct service *service);
uint64_t line_deadline(const struct service *service);
/* Tells those that wait how many clients are connected, if that has changed. */
void tell_line(struct service *service);
