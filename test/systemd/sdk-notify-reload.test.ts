import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import { asEachUser } from "./users.js";

/** What a unit says of its reload. systemd 253 sends the signal itself and waits for the answer. */
function reloadLines(): string[] {
  const [, version = ""] = execFileSync("systemctl", ["--version"], { encoding: "utf8" }).split(
    " ",
  );
  return Number(version) >= 253
    ? ["Type=notify-reload"]
    : ["Type=notify", "ExecReload=/bin/kill -HUP $MAINPID"];
}

asEachUser("systemctl reload", (manager) => {
  test("lasts as long as the reload of the service, which goes on when that fails", async () => {
    const unit = await startUnit(manager(), "reload", reloadLines());
    await unit.run(`kept.count = 0;
      rouse.onReload(() => new Promise((resolve, reject) => {
        kept.count++;
        Object.assign(kept, { resolve, reject });
      }));
      await rouse.ready()`);
    await unit.whenShown("ActiveState", "active");
    for (const nth of [1, 2]) {
      await unit.systemctl("reload", "--no-block");
      await unit.whenShown("ActiveState", "reloading");
      await unit.whenShown("SubState", /^reload/);
      const isCalled = `while (kept.count < ${nth}) await new Promise((resolve) => setTimeout(resolve, 5))`;
      await unit.run(isCalled);
      expect(await unit.property("ActiveState")).toBe("reloading");
      await unit.run(nth === 1 ? "kept.resolve()" : "kept.reject(new Error('no such file'))");
      await unit.whenShown("ActiveState", "active");
      await unit.whenShown("StatusText", nth === 1 ? "" : "Reload failed: no such file");
    }
    expect(await unit.property("NRestarts")).toBe("0");
  });
});
