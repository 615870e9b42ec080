/* --sleep=freeze: the program stands still, with all that it has, until somebody comes. */
#pragma once

#include <sys/signalfd.h>

#include "service/service.h"

/* Whether the program is frozen when nobody is there; else it is stopped. */
bool is_to_freeze(struct service *service);
/* Nobody is there: the program is frozen, unless somebody comes meanwhile, or it is at work. */
void freeze_program(struct service *service);

/* A client has come. */
void wake_frozen(struct service *service);
/* A process of the program has ended, or made a trapped call, or a signal has come for it. */
void disturb_frozen(struct service *service);
/* It has been frozen for long enough, or the machine is short of memory. */
void stop_frozen(struct service *service);

/* Goes on to give its memory back, as long as freeze.gives_back. */
void go_on_giving_back(struct service *service);
/* Whether it has lost a process, some time after it was woken. */
void look_for_loss(struct service *service);
/* Whether SIGNAL is one of job control, which leaves it frozen. */
bool is_taken_frozen(struct service *service, const struct signalfd_siginfo *signal);
