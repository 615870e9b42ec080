import { isLingering } from "../engines/systemd/manager/linger.js";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "lingering";

/** Tells whether the services of this user outlive its last logout; nothing for a user that can have none. */
export function checkLingering({ uid, user, managers }: Machine): CheckResult[] {
  if (uid === 0 || managers.user.outcome !== "reached") return [];
  if (isLingering()) {
    return [{ check, verdict: "ok", found: "services of this user start at boot" }];
  }
  const found = "services of this user end with their sockets at the last logout";
  return [{ check, verdict: "limited", found, next: `loginctl enable-linger ${user}` }];
}
