import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import type { UserManager } from "./manager.js";
import { asEachUser } from "./users.js";

asEachUser("EXTEND_TIMEOUT_USEC", (manager) => {
  test("gives a start and a stop the time they take; 0 and the greatest number give none (78)", async () => {
    // Each takes seconds in which nothing is to be done.
    await Promise.all([extendStart(manager()), extendByNothing(manager()), extendStop(manager())]);
  });

  async function extendStart(manager: UserManager) {
    const unit = await startUnit(manager, "patient", ["Type=notify", "TimeoutStartSec=10"]);
    await unit.run(`await rouse.extendTimeout(60_000);
      await new Promise((resolve) => setTimeout(resolve, 11_000))`);
    expect(await unit.property("ActiveState")).toBe("activating");
    await unit.run("await rouse.ready()");
    await unit.whenShown("ActiveState", "active");
  }

  async function extendByNothing(manager: UserManager) {
    const unit = await startUnit(manager, "refused", ["Type=notify", "TimeoutStartSec=10"]);
    await unit.run(`await rouse.notifyRaw("EXTEND_TIMEOUT_USEC=0");
      await rouse.notifyRaw("EXTEND_TIMEOUT_USEC=18446744073709551615")`);
    await unit.whenShown("Result", "timeout");
  }

  async function extendStop(manager: UserManager) {
    const unit = await startUnit(manager, "slow-stop", ["Type=notify", "TimeoutStopSec=4"]);
    await unit.run(`await rouse.ready();
      process.on("SIGTERM", async () => {
        await rouse.stopping({ status: "draining" });
        await rouse.extendTimeout(60_000);
        setTimeout(() => process.exit(0), 5500);
      })`);
    await unit.whenShown("ActiveState", "active");
    await unit.systemctl("stop", "--no-block");
    await unit.whenShown("StatusText", "draining");
    await unit.whenShown("ActiveState", /^(inactive|failed)$/);
    expect(await unit.property("Result")).toBe("success");
  }
});
