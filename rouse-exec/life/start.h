/* The start of a run. */
#pragma once

#include "service/service.h"

/* Starts the program, now; or with --one-of, when no other of the group runs. */
void start_service(struct service *service);
/* The time to try again has come. */
void look_again(struct service *service);
/* --one-of: no other one runs. */
void start_in_turn(struct service *service);
/* It is our turn, and no client waits any more. */
void give_turn_back(struct service *service);
