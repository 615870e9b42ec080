import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { checkout } from "./manager.js";
import { ask, kinds, newPlace, type Place } from "./places.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

const restarts = ["Restart=on-failure", "RestartSec=100ms"];
const stays = ["/usr/bin/python3", "-u", `${checkout}/test/programs/process-stops.py`];

asEachUser("a service that fails", (manager) => {
  test("because rouse-exec is killed starts anew, and the next client is served", async () => {
    const failures = kinds.map(async (kind) => {
      const { place, service } = await install(kind, serverPy, restarts);
      const first = await ask(place);
      manager().kill(await service.pid(), "SIGKILL");
      await until(() => manager().hostPid(first.pid) === undefined, { what: "its end" });
      const next = await ask(place);
      expect(next.pid).not.toBe(first.pid);
      expect(next.ppid).toBe(await service.pid());
    });
    await Promise.all(failures);
  });

  test("because rouse-exec is killed loses nobody who waits in the queue", async () => {
    const { place, service } = await install("tcp", serverPy, restarts);
    const { pid } = await ask(place);
    manager().kill(pid, "SIGSTOP");
    const clients = Array.from({ length: 20 }, () => ask(place));
    await until(() => queued(place) === clients.length, { what: "all of them to wait" });
    manager().kill(await service.pid(), "SIGKILL");
    const pids = (await Promise.all(clients)).map((facts) => facts.pid);
    expect(new Set(pids).size).toBe(1);
    expect(pids).not.toContain(pid);
  });

  test.each(["SIGKILL", "SIGSEGV"] as const)(
    "because the program got %s starts anew",
    async (signal) => {
      const { place, service } = await install("tcp", serverPy, restarts);
      const first = await ask(place);
      manager().kill(first.pid, signal);
      await until(async () => (await service.show("NRestarts")).NRestarts === "1", {
        what: "a restart",
      });
      expect((await ask(place)).pid).not.toBe(first.pid);
    },
  );

  test("because it ignores SIGTERM is killed in the time of the unit", async () => {
    const { place, service } = await install("tcp", stays, ["TimeoutStopSec=1s"], ["stays"]);
    (await connect(place.address)).destroy();
    await until(() => service.log.includes("ready"), { what: "the program to run" });
    const pid = await service.pid();
    await manager().systemctl("stop", "tcp.service");
    expect(await service.ended()).toMatchObject({ ActiveState: "failed", Result: "timeout" });
    expect(manager().hostPid(pid)).toBeUndefined();
  });

  async function install(
    kind: Place["kind"],
    argv: string[],
    lines: string[],
    more: string[] = [],
  ) {
    const place = await newPlace(kind, manager());
    const address = argv === serverPy ? [kind, place.address] : [place.address];
    const exec = [rouseExec, ...argv, ...address, ...more];
    const text = { name: kind, listen: [place.listen], exec, service: lines };
    return { place, service: await installService(manager(), text) };
  }
});
/** How many connections wait to be accepted. */
function queued({ address }: Place): number {
  const [, port] = address.split(":");
  const line = execFileSync("ss", ["-Hltn", `sport = :${port}`], { encoding: "utf8" });
  return Number(line.trim().split(/\s+/)[1]);
}
