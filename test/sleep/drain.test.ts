import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { cpuTicks } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { type Asleep, holdAsleep } from "./asleep.js";
import { type Kind, newServer } from "./servers.js";

const idleMs = 100;
const kinds: Kind[] = ["tcp", "unix"];

test("a client of a program that accepts nothing more while it stops is for the next run", async () => {
  await eachDrainer("refuses", async ({ asleep, ask }) => {
    const first = await ask();
    await asleep.running.line(/^draining$/);
    const before = cpuTicks(asleep.running.pid);
    expect(await ask()).not.toBe(first);
    // While it drained, the queue was not empty and there was nothing to do about it.
    expect(cpuTicks(asleep.running.pid) - before).toBeLessThan(15);
    await reportWhere(asleep.report, ({ wakes }) => wakes === 2);
  });
});

test("a client of a program that serves on while it stops may be served by that", async () => {
  await eachDrainer("serves", async ({ asleep, ask }) => {
    const first = await ask();
    await asleep.running.line(/^draining$/);
    expect(await ask()).toBe(first);
    await reportState(asleep.report, "waiting");
    expect(await ask()).not.toBe(first);
    await reportWhere(asleep.report, ({ wakes }) => wakes === 2);
  });
});

interface Drainer {
  asleep: Asleep;
  ask: () => Promise<string>;
}

async function eachDrainer(manner: string, run: (drainer: Drainer) => Promise<void>) {
  const runs = kinds.map(async (kind) => {
    const server = await newServer("python", kind);
    const argv = ["python3", program("sleep-drain.py"), manner, kind, server.address];
    const asleep = await holdAsleep({ ...server, argv }, idleMs);
    await run({ asleep, ask: () => converse(server.address, "") });
  });
  await Promise.all(runs);
}
