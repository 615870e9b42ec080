/* Answering bind(2) and listen(2). */
#pragma once

#include "kernel.h"
#include "service.h"

struct answer answer_bind(struct service *service, const struct notification *notification);
struct answer answer_listen(struct service *service, const struct notification *notification);

/* Puts SOCKET in place of descriptor FD of the thread that waits. False with errno. */
bool replace_descriptor(int listener, uint64_t id, int fd, int socket, bool close_on_exec);
