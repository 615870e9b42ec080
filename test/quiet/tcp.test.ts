import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { readReport, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import {
  ask,
  hear,
  holdTalker,
  idleMs,
  join,
  quietMs,
  sleepsBeside,
  staysAwake,
  type Talker,
} from "./talker.js";

test("a client that is connected and says nothing does not keep the program awake", async () => {
  const talker = await holdTalker();
  const client = await join(talker);
  await sleepsBeside(talker, client);
  expect(talker.running.stderr).toBe("");
});

test("nor does one that was greeted, or has got all its answers", async () => {
  const answered = async (often: number, talker: Talker) => {
    const client = await join(talker);
    for (let i = 0; i < often; i++) await ask(client);
    await sleepsBeside(talker, client);
  };
  const greeted = async () => {
    const talker = await holdTalker("tcp", { greeting: "220 hello\r\n" });
    const client = await join(talker);
    expect(await hear(client)).toContain("220");
    await sleepsBeside(talker, client);
  };
  await Promise.all([
    greeted(),
    ...[1, 2, 3, 20].map(async (often) => answered(often, await holdTalker())),
  ]);
});

test("one that has asked and is not answered keeps it awake, however long; then it is quiet", async () => {
  await Promise.all(
    [0, 1, 5].map(async (often) => {
      const talker = await holdTalker();
      const client = await join(talker);
      for (let i = 0; i < often; i++) await ask(client);
      client.write("later\n");
      await staysAwake(talker);
      const answer = hear(client);
      const other = await join(talker);
      other.write("now\n");
      expect(await answer).toMatch(/^\d+\n$/);
      await sleepsBeside(talker, client);
    }),
  );
});

test("so does one that has asked again at once behind an answer, within one tick of the kernel's clock", async () => {
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      const talker = await holdTalker();
      const argv = ["python3", "-B", program("asks-and-stays.py"), "tcp", talker.address, "later"];
      await start(argv).line(/^\d+$/);
      await staysAwake(talker);
    }),
  );
});

test("a word now and then keeps it awake", async () => {
  const talker = await holdTalker();
  const client = await join(talker);
  const pids = new Set<string>();
  const end = Date.now() + 4 * quietMs;
  while (Date.now() < end) {
    pids.add(await ask(client));
    await pause(quietMs / 4);
  }
  expect(pids.size).toBe(1);
  await sleepsBeside(talker, client);
});

test("so do bytes that the client has not taken, or the program has not read", async () => {
  const untaken = async () => {
    const talker = await holdTalker();
    const client = await join(talker);
    client.pause().write("much\n");
    await staysAwake(talker);
    client.resume();
    await sleepsBeside(talker, client);
  };
  const unread = async () => {
    const talker = await holdTalker();
    const client = await join(talker);
    await ask(client);
    client.write("deaf\n");
    await pause(100);
    client.write("x");
    await staysAwake(talker);
  };
  await Promise.all([untaken(), unread()]);
});

test("a client that has closed its half waits for its answer, and is quiet once it has it", async () => {
  const waiting = async () => {
    const talker = await holdTalker();
    const client = await join(talker);
    client.end("keep\nlater\n");
    await staysAwake(talker);
  };
  const answered = async () => {
    const talker = await holdTalker();
    const client = await join(talker);
    client.write("keep\n");
    await ask(client);
    client.end();
    await sleepsBeside(talker, client);
  };
  await Promise.all([waiting(), answered()]);
});

test("sleep comes when both times have passed since the last byte", async () => {
  const after = async (idle: number) => {
    const talker = await holdTalker("tcp", { idle });
    const client = await join(talker);
    await ask(client);
    const asked = Date.now();
    await ask(client);
    const { since } = await sleepsBeside(talker, client);
    // The kernel counts in ticks of up to 10 ms.
    expect(Date.parse(since) - asked).toBeGreaterThanOrEqual(Math.max(idle, quietMs) - 11);
  };
  await Promise.all([after(idleMs), after(2 * quietMs)]);
});

test("a quiet connection is counted apart, and the report says when sleep comes", async () => {
  const idle = 8 * quietMs;
  const talker = await holdTalker("tcp", { idle });
  const client = await join(talker);
  await ask(client);
  const quiet = await reportWhere(talker.report, (one) => one.quiet_connections === 1);
  expect(quiet).toMatchObject({ state: "running", connections: 0, quiet_after_s: 1 });
  const { sleeps_at: sleepsAt, last_activity: last } = quiet;
  expect(Date.parse(sleepsAt ?? "") - Date.parse(last ?? "")).toBe(idle);
});

test("the next client is served by the next run", async () => {
  const talker = await holdTalker();
  const client = await join(talker);
  const first = await ask(client);
  await sleepsBeside(talker, client);
  expect(await ask(await join(talker))).not.toBe(first);
});

test("without it, a quiet connection keeps it awake", async () => {
  const talker = await holdTalker("tcp", { options: [] });
  const client = await join(talker);
  await ask(client);
  await staysAwake(talker);
  expect(readReport(talker.report)).toMatchObject({ quiet_after_s: null, quiet_connections: 0 });
});
