import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { isAsleep } from "../harness/procs.js";
import { readReport, reportWhere } from "../harness/report.js";
import { until } from "../harness/until.js";
import { type Asleep, holdAsleep } from "./asleep.js";
import { type Kind, newServer } from "./servers.js";

const idleMs = 100;
const kinds: Kind[] = ["tcp", "unix"];

test("a client of a program that accepts nothing more while it stops is for the next run", async () => {
  await eachDrainer("refuses", async ({ asleep, ask, address }) => {
    const first = await ask();
    await asleep.running.line(/^draining$/);
    const client = await connect(address);
    // The queue is not empty, and there is nothing to do about it: rouse-exec waits.
    await until(() => isAsleep(asleep.running.pid), { what: "rouse-exec to wait" });
    expect(readReport(asleep.report)?.state).toBe("stopping");
    process.kill(Number(first), "SIGUSR1");
    expect(await text(client.end())).not.toBe(first);
    await reportWhere(asleep.report, ({ wakes }) => wakes === 2);
  });
});

test("so is one of a program that serves on while it stops, and serves nobody any more", async () => {
  await eachDrainer("serves", async ({ asleep, ask }) => {
    const first = await ask();
    await asleep.running.line(/^draining$/);
    const answer = ask();
    process.kill(Number(first), "SIGUSR1");
    expect(await answer).not.toBe(first);
    await reportWhere(asleep.report, ({ wakes }) => wakes === 2);
  });
});

interface Drainer {
  asleep: Asleep;
  ask: () => Promise<string>;
  address: string;
}

async function eachDrainer(manner: string, run: (drainer: Drainer) => Promise<void>) {
  const runs = kinds.map(async (kind) => {
    const server = await newServer("python", kind);
    const argv = ["python3", program("sleep-drain.py"), manner, kind, server.address];
    const asleep = await holdAsleep({ ...server, argv }, idleMs);
    const { address } = server;
    await run({ asleep, address, ask: () => converse(address, "") });
  });
  await Promise.all(runs);
}
