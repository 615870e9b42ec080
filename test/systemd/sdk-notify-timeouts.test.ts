import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import { asEachUser } from "./users.js";

asEachUser("EXTEND_TIMEOUT_USEC", (manager) => {
  test("gives a start the time it takes; 0 and the greatest number give none (78)", async () => {
    const lines = ["Type=notify", "TimeoutStartSec=5", "TimeoutStopSec=5"];
    const [patient, refused] = await Promise.all(
      ["patient", "refused"].map((name) => startUnit(manager(), name, lines)),
    );
    if (!patient || !refused) return expect.unreachable();
    await patient.run("await rouse.extendTimeout(60_000, {})");
    await refused.run(`await rouse.notifyRaw("EXTEND_TIMEOUT_USEC=0");
      await rouse.notifyRaw("EXTEND_TIMEOUT_USEC=18446744073709551615")`);
    await refused.whenShown("Result", "timeout");
    expect(await patient.property("ActiveState")).toBe("activating");
    await patient.run("await rouse.ready()");
    await patient.whenShown("ActiveState", "active");
  });

  test("gives a stop the time it takes", async () => {
    const lines = ["Type=notify", "TimeoutStopSec=3"];
    const unit = await startUnit(manager(), "slow-stop", lines);
    await unit.run(`await rouse.ready();
      process.on("SIGTERM", async () => {
        await rouse.stopping({ status: "draining" });
        await rouse.extendTimeout(60_000);
        setTimeout(() => process.exit(0), 4500);
      })`);
    await unit.whenShown("ActiveState", "active");
    await unit.systemctl("stop", "--no-block");
    await unit.whenShown("StatusText", "draining");
    await unit.whenShown("ActiveState", /^(inactive|failed)$/);
    expect(await unit.property("Result")).toBe("success");
  });
});
