import { beforeAll, expect } from "vitest";
import { isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { addServer, scopes, whenAsleep } from "../systemd/added.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { ask, kinds, newPlace } from "../systemd/places.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("a frozen service of the %s", (scope) => {
  const manager = () => machine[scope];

  async function add(name: string, kind: (typeof kinds)[number], ...options: string[]) {
    const place = await newPlace(kind, manager());
    await addServer(manager(), name, place, "--idle", "1s", "--sleep", "freeze", ...options);
    return place;
  }

  async function status(name: string) {
    const { stdout } = await manager().rouse("status", name, `--${scope}`, "--json");
    return JSON.parse(stdout);
  }

  function whenFrozen(name: string, freezes: number) {
    const look = async () => {
      const found = await status(name);
      return found.state === "frozen" && found.sleep.freezes >= freezes && found;
    };
    return until(look, { everyMs: 300, what: `${name} to be frozen` });
  }

  test("stands still in a cgroup of its own, and the next client continues it", async () => {
    const cycles = kinds.map(async (kind) => {
      const name = `frozen ${kind}`;
      const place = await add(name, kind);
      const { pid } = await ask(place);
      for (let freezes = 1; freezes <= 2; freezes++) {
        const { frozen, why } = await whenFrozen(name, freezes);
        expect(frozen.by, kind).toBe("cgroup");
        expect(why).toMatch(/^[\d.]+ of [\d.]+ MB resident/);
        expect((await ask(place)).pid, kind).toBe(pid);
      }
    });
    await Promise.all(cycles);
  });

  test("is stopped by systemd, and after --freeze-for by rouse-exec", async () => {
    const place = await add("stopped", "tcp");
    await ask(place);
    await whenFrozen("stopped", 1);
    await manager().systemctl("stop", "stopped.service");
    const { ActiveState, Result } = await manager().show(
      "stopped.service",
      "ActiveState",
      "Result",
    );
    expect({ ActiveState, Result }).toEqual({ ActiveState: "inactive", Result: "success" });

    const limited = await add("limited", "tcp", "--freeze-for", "1s");
    const { pid } = await ask(limited);
    await whenAsleep(manager(), "limited");
    expect((await ask(limited)).pid).not.toBe(pid);
  });

  test("ends when rouse-exec is killed, and is started again by its next client", async () => {
    const place = await add("killed", "tcp");
    const { pid } = await ask(place);
    const { rouse_exec_pid: own } = await whenFrozen("killed", 1);
    const program = manager().hostPid(pid) ?? 0;
    await manager().inside(["kill", "-9", String(own)]);
    await until(() => !isAlive(program), { what: "the program to end" });
    await until(async () => (await ask(place)).pid !== pid, { what: "another run" });
  });
});
