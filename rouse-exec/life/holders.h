/* Who holds the passed sockets now, and whether clients wait at one that the program does not hold. */
#pragma once

#include "service/service.h"

/* Looks up which adopted sockets are still held; what has changed is reported, and looked at again soon. */
void refresh_holders(struct service *service);

/* When look_at_holders is due; 0 means never. */
uint64_t holders_deadline(const struct service *service);

/* The planned look. Returns true when the program is to be ended: clients wait in vain, and it had its time. */
bool look_at_holders(struct service *service);

/* Plans a look after whatever may have changed something. */
void plan_holder_look(struct service *service);
