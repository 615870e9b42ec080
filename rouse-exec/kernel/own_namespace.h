/* Namespaces for this process alone (namespaces(7)), as root and, by a user namespace, as anybody. */
#pragma once

#include <stdbool.h>

/* Enters new namespaces of the kinds in FLAGS (unshare(2)). An ordinary user keeps the own uid and gid. Returns false with
 * errno where the kernel, a container or a unit forbids it. */
bool enter_own_namespaces(int flags);
