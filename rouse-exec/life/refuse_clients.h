/* The sockets of --listen at the end of the last run. */
#pragma once

#include "service/service.h"

/* Whether the program is started again once this run has ended. */
bool is_another_run_to_come(const struct service *service);

/* STATE_SWEEPING: closes each socket of --listen that no process of the program holds, where no other run comes: nobody
 * would ever accept its clients. One that is held stays open in whoever holds it. Those of LISTEN_FDS are the service
 * manager's. */
void refuse_clients(struct service *service);
