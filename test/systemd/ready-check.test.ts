import { beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { until } from "../harness/until.js";
import { addCommand, scopes, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

async function shown(manager: ServiceManager, name: string) {
  return JSON.parse((await manager.rouse("status", name, "--json")).stdout);
}

describe.each(scopes)("rouse add --ready-check, to the %s manager", (scope) => {
  test.each([
    ["a service", []],
    ["one in a sandbox", ["--sandbox"]],
  ])("has clients of %s wait until it is ready", async (_, sandbox) => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    const server = [
      "/usr/bin/python3",
      "-B",
      `${checkout}/test/programs/loads.py`,
      "accept",
      "tcp",
    ];
    const options = ["--listen", place.address, "--idle", "500ms", ...sandbox];
    const check = ["--ready-check", "http:/health"];
    await addCommand(manager, "loader", [...options, ...check], [...server, place.address]);
    const asleep = await shown(manager, "loader");
    expect(asleep).toMatchObject({ state: "asleep", gate: null, ready_checks: ["http:/health"] });
    expect(asleep.command).toContain(" --ready-check=http:/health ");
    const answers = [get(place.address), get(place.address)];
    const loading = await until(
      async () => {
        const status = await shown(manager, "loader");
        return status.gate_failed === "http:/health: answered 503" ? status : undefined;
      },
      { what: "a check that has failed" },
    );
    expect(loading).toMatchObject({ state: "waking", gate: "shut" });
    expect(loading.why).toMatch(/^loading for \d+:\d\d \(http:\/health answered 503\)$/);
    const { ActiveState } = await manager.show("loader.service", "ActiveState");
    expect(ActiveState).toBe("activating");
    await manager.inside(["kill", "-USR1", String(loading.program_pid)]);
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    await whenAsleep(manager, "loader");
    await manager.rouse("rm", "loader");
  });
});
