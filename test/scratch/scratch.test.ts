import { existsSync, writeFileSync } from "node:fs";
import { beforeAll, test } from "vitest";
import { until } from "../harness/until.js";
import { type Machine, startMachine } from "../systemd/machine.js";

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

test("stays", { timeout: 3_600_000 }, async () => {
  const sh = (argv: string[]) => `exec ${argv.map((a) => `'${a}'`).join(" ")} "$@"\n`;
  writeFileSync("/root/w/list/sys", sh(machine.system.insideArgv([])), { mode: 0o755 });
  writeFileSync("/root/w/list/usr", sh(machine.user.insideArgv([])), { mode: 0o755 });
  writeFileSync("/root/w/list/folder", machine.folder);
  writeFileSync("/root/w/list/up", "");
  await until(() => !existsSync("/root/w/list/up"), { deadlineMs: 3_500_000, everyMs: 500 });
});
