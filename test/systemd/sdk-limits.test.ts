import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { freePortPair } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { checkout, node } from "./manager.js";
import { asEachUser } from "./users.js";

const deadlineMs = 60_000;
const once = (options = "{}") => `${node} ${checkout}/test/listen/programs/once.mjs '${options}'`;

asEachUser("systemd starts a service for whoever waits", (manager) => {
  const log = () => {
    const file = join(manager().folder, "log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };

  /** NAME.socket, which is started, and NAME.service with these lines. */
  async function install(name: string, socket: string[], unit: string[], exec: string) {
    const file = join(manager().folder, "log");
    const output = [`StandardOutput=append:${file}`, `StandardError=append:${file}`];
    const service = ["[Unit]", ...unit, "[Service]", `ExecStart=${exec}`, ...output];
    manager().writeUnit(`${name}.socket`, `${["[Socket]", ...socket].join("\n")}\n`);
    manager().writeUnit(`${name}.service`, `${service.join("\n")}\n`);
    await manager().daemonReload();
    await manager().systemctl("start", `${name}.socket`);
  }

  async function resultOf(socket: string): Promise<string> {
    const { ActiveState, Result } = await manager().show(socket, "ActiveState", "Result");
    return `${ActiveState} ${Result}`;
  }

  test("90. three who wait are served by three processes", async () => {
    const address = `127.0.0.1:${await freePortPair()}`;
    await install("once", [`ListenStream=${address}`], [], once());
    const clients = [1, 2, 3].map(() => converse(address, "", { deadlineMs }));
    expect(new Set(await Promise.all(clients)).size).toBe(3);
    await manager().systemctl("stop", "once.socket", "once.service");
  });

  /** A service that cannot take its socket: it asks for a name that the unit does not give. */
  test.each([
    ["service-start-limit-hit", [], ["StartLimitIntervalSec=1h", "StartLimitBurst=2"]],
    [
      "trigger-limit-hit",
      ["TriggerLimitIntervalSec=1h", "TriggerLimitBurst=2"],
      ["StartLimitIntervalSec=0"],
    ],
  ])("91. one that cannot listen is given up: %s", async (result, socket, unit) => {
    const port = await freePortPair();
    const address = `127.0.0.1:${port}`;
    const name = result.slice(0, 7);
    await install(name, [`ListenStream=${address}`, ...socket], unit, once('{"name":"other"}'));
    const client = await connect(address);
    const isGivenUp = async () => (await resultOf(`${name}.socket`)) === `failed ${result}`;
    const what = () => `${name}.socket to fail with ${result}; the log:\n${log()}`;
    await until(isGivenUp, { deadlineMs, everyMs: 50, what });
    // What its user sees: clients are turned away, and the reason is in the journal.
    client.destroy();
    await expect(connect(address)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(log()).toMatch(new RegExp(`LISTEN_NAME_UNKNOWN|expected one of '${name}.socket'`));

    manager().writeUnit(`${name}.service`, `[Service]\nExecStart=${once()}\n`);
    await manager().daemonReload();
    await manager().systemctl("reset-failed", `${name}.socket`, `${name}.service`);
    await manager().systemctl("start", `${name}.socket`);
    expect(await converse(address, "", { deadlineMs })).toMatch(/^\d+$/);
    await manager().systemctl("stop", `${name}.socket`, `${name}.service`);
  });

  test("93. a socket file stays when the service stops, and goes with the socket unit", async () => {
    const path = join(manager().folder, "removed.sock");
    await install("removed", [`ListenStream=${path}`, "RemoveOnStop=yes"], [], once());
    expect(await converse(path, "", { deadlineMs })).toMatch(/^\d+$/);
    await manager().systemctl("stop", "removed.service");
    expect(existsSync(path)).toBe(true);
    await manager().systemctl("stop", "removed.socket");
    expect(existsSync(path)).toBe(false);
  });
});
