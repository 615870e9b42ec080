import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import type { UserManager } from "./manager.js";
import { asEachUser } from "./users.js";

// SIGABRT would write a core file.
const lines = ["Type=notify", "Restart=on-failure", "RestartSec=0", "WatchdogSignal=SIGKILL"];

asEachUser("the watchdog", (manager) => {
  test("lets a service live that is well, and restarts one that hangs or says that it is ill", async () => {
    // Each takes seconds in which nothing is to be done.
    await Promise.all([liveThenHang(manager()), beIll(manager())]);
  });

  async function liveThenHang(manager: UserManager) {
    const unit = await startUnit(manager, "hangs", [...lines, "WatchdogSec=6"]);
    const intervalMs = await unit.run(`await rouse.ready();
      return rouse.watchdog({ check: async () => true, maxLagMs: 3000 }).intervalMs`);
    expect(intervalMs).toBe(3000);
    const pid = await unit.run<number>("return process.pid");
    // Longer than WatchdogSec=: it is the pings that keep it alive.
    await unit.run("await new Promise((resolve) => setTimeout(resolve, 7000))");
    expect(await unit.run("return process.pid")).toBe(pid);
    unit.tell("for (;;);");
    await unit.whenShown("NRestarts", "1");
    expect(await unit.whenListening(pid)).not.toBe(pid);
  }

  async function beIll(manager: UserManager) {
    const unit = await startUnit(manager, "ill", [...lines, "WatchdogSec=3"]);
    unit.tell("await rouse.ready(); rouse.watchdog({ check: async () => false })");
    await unit.whenShown("NRestarts", "1");
  }

  test("is switched on, set and triggered by the service itself", async () => {
    const unit = await startUnit(manager(), "triggers", lines);
    await unit.run(`await rouse.ready();
      await rouse.notify({ watchdogUsec: 60_000_000, watchdog: "ping" });
      await rouse.barrier()`);
    expect(await unit.property("WatchdogUSec")).toBe("1min");
    expect(await unit.run("return rouse.watchdog().isEnabled")).toBe(false);
    unit.tell(`await rouse.notify({ watchdog: "trigger" })`);
    await unit.whenShown("NRestarts", "1");
  });
});
