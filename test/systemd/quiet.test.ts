import { beforeAll, expect } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { ask } from "../quiet/talker.js";
import { addCommand, scopes, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const talks = ["/usr/bin/python3", "-B", `${checkout}/test/programs/talks.py`];
const asks = ["/usr/bin/python3", "-B", `${checkout}/test/programs/asks-and-stays.py`];

async function shown(manager: ServiceManager, name: string) {
  return JSON.parse((await manager.rouse("status", name, "--json")).stdout);
}

describe.each(scopes)("of the %s manager, a service", (scope) => {
  test.each([
    ["", []],
    [" in a sandbox", ["--sandbox"]],
  ])("sleeps beside a quiet connection%s", async (_, sandbox) => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    const options = ["--listen", place.address, "--idle", "200ms", "--quiet-after", "1s"];
    await addCommand(manager, "talker", [...options, ...sandbox], [...talks, "tcp", place.address]);
    const client = await connect(place.address);
    await ask(client);
    expect(await shown(manager, "talker")).toMatchObject({ state: "awake", quiet_after_s: 1 });
    await whenAsleep(manager, "talker");
    await manager.rouse("rm", "talker");
  });

  test("sleeps beside the clients of a unit, which wake it all the same", async () => {
    const manager = machine[scope];
    for (const kind of ["tcp", "unix"] as const) {
      const place = await newPlace(kind, manager);
      const rule = ["--ignore-clients", "unit:watches", "--ignore-clients", "unit:gone.scope"];
      const options = ["--listen", place.address, "--idle", "300ms", ...rule];
      await addCommand(manager, "watched", options, [...talks, kind, place.address]);
      const run = ["systemd-run", `--${scope}`, "--unit=watches", "--collect", "--quiet"];
      await manager.inside([...run, ...asks, kind, place.address]);
      const ignored = ["unit:watches", "unit:gone.scope"];
      await until(async () => (await shown(manager, "watched")).wakes > 0, {
        what: `a wake, ${kind}`,
      });
      expect(await shown(manager, "watched")).toMatchObject({ ignored_clients: ignored });
      await whenAsleep(manager, "watched");
      expect(await converse(place.address, "ask\n")).toMatch(/^\d+\n$/);
      await manager.rouse("rm", "watched");
    }
  });
});
