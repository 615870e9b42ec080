import { isLingering } from "../engines/systemd/manager/linger.js";
import type { Finding } from "./check-result.js";
import type { Machine } from "./machine.js";
import { userName } from "./user-name.js";

const check = "lingering";

/** Whether the services of this user outlive its last logout. Nothing to say where it can have none. */
export function checkLingering({ uid, managers }: Machine): Finding[] {
  if (uid === 0 || managers.user.outcome !== "reached") return [];
  if (isLingering()) {
    return [{ check, verdict: "ok", found: "services of this user run from boot on" }];
  }
  const found = "services of this user, their sockets too, end at its last logout";
  return [{ check, verdict: "limited", found, next: `loginctl enable-linger ${userName(uid)}` }];
}
