import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { deadlineMs, type ServerOptions } from "../idle/served.js";
import { raceTheSleep } from "../sleep/race.js";
import { noneFailed } from "../sleep/tally.js";
import { checkout, node, type UserManager } from "./manager.js";
import { asEachUser } from "./users.js";

const cycles = 6;

asEachUser("exitWhenIdle", (manager) => {
  test("leaves a unit that is inactive, and started again by the next client", async () => {
    const web = await startSocket(manager(), "web", { sigterm: "exit" }, "tcp");
    const plain = await startSocket(manager(), "plain", {}, "unix");
    for (const { name, address } of [web, plain]) {
      const first = await askPid(address);
      await whenIn(manager(), name, "inactive");
      expect(await manager().show(`${name}.service`, "Result", "NRestarts")).toEqual({
        Result: "success",
        NRestarts: "0",
      });
      expect(await manager().show(`${name}.socket`, "SubState")).toEqual({ SubState: "listening" });
      expect(await askPid(address)).not.toBe(first);
    }
  });

  test("is ended by TimeoutStopSec= when its own handler hangs, and started again", async () => {
    const { name, address } = await startSocket(manager(), "hangs", { sigterm: "hang" }, "tcp");
    const first = await askPid(address);
    await whenIn(manager(), name, "failed");
    expect(await manager().show(`${name}.service`, "Result")).toEqual({ Result: "timeout" });
    expect(await askPid(address)).not.toBe(first);
  });

  test(`${cycles} times gone, and started by a client at that very moment, nothing is lost`, async () => {
    const { address } = await startSocket(manager(), "race", { sigterm: "late" }, "unix");
    const ask = async () => {
      const { body, connectMs } = await get(address, { deadlineMs });
      return { pid: JSON.parse(body).pid, connectMs };
    };
    const tally = await raceTheSleep({ cycles, idleMs: 300, ask });
    expect(tally).toMatchObject({ cycles, ...noneFailed });
  });
});

/** Type=simple and no Restart=: what it takes to hear STOPPING=1 is NotifyAccess=. */
async function startSocket(
  manager: UserManager,
  name: string,
  options: Partial<ServerOptions>,
  on: "tcp" | "unix",
) {
  // The user of the manager cannot make one in a folder of the tests.
  const address =
    on === "unix" ? join(manager.folder, `${name}.sock`) : `127.0.0.1:${await freePort()}`;
  const log = join(manager.folder, `${name}.log`);
  const json = JSON.stringify({ kind: "http", after: "300ms", ...options });
  manager.writeUnit(`${name}.socket`, `[Socket]\nListenStream=${address}\n`);
  manager.writeUnit(
    `${name}.service`,
    `[Unit]\nStartLimitIntervalSec=0\n[Service]
ExecStart=${node} ${checkout}/test/idle/programs/server.mjs '${json}'
NotifyAccess=main\nTimeoutStopSec=3
StandardInput=null\nStandardOutput=append:${log}\nStandardError=append:${log}\n`,
  );
  await manager.daemonReload();
  await manager.systemctl("start", `${name}.socket`);
  return { name, address };
}

async function askPid(address: string): Promise<number> {
  return JSON.parse((await get(address, { deadlineMs })).body).pid;
}

async function whenIn(manager: UserManager, name: string, state: string): Promise<void> {
  const log = join(manager.folder, `${name}.log`);
  const what = () =>
    `${name} to be ${state}:\n${existsSync(log) ? readFileSync(log, "utf8") : ""}${manager.log}`;
  const isSo = async () =>
    (await manager.show(`${name}.service`, "ActiveState")).ActiveState === state;
  await until(isSo, { deadlineMs, everyMs: 50, what });
}
