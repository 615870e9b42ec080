import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { addCommand, serverPy, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { newPlace } from "./places.js";

const { test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

test.each(["system"] as const)(
  "a command added with --stop-timeout that ignores SIGTERM is killed then, and sleeps (%s)",
  async (scope) => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    const options = ["--listen", place.address, "--idle", "500ms", "--stop-timeout", "1s"];
    const script = `trap '' TERM; exec ${serverPy.join(" ")} tcp ${place.address}`;
    await addCommand(manager, "deaf", options, ["/bin/sh", "-c", script]);
    const client = await connect(place.address);
    const shown = async () => JSON.parse((await manager.rouse("status", "deaf", "--json")).stdout);
    await until(async () => (await shown()).wakes === 1, { what: "a wake" });
    client.destroy();
    await whenAsleep(manager, "deaf");
    expect(await shown()).toMatchObject({
      state: "asleep",
      last_exit: { code: null, signal: 9, reason: "idle" },
    });
    const { stdout } = await manager.rouse("logs", "deaf");
    expect(stdout).toContain("the program did not stop in time: killing it");
    const { TimeoutStopUSec } = await manager.show("deaf.service", "TimeoutStopUSec");
    expect(TimeoutStopUSec).toBe("11s");
  },
);
