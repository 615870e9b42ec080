import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { activate, whenTold } from "../harness/activate.js";
import { connectFirst } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { expectKeptAwake } from "./asked.js";

const idleMs = 1000;
const engines = ["systemd", "embedded"] as const;
const asleep = { code: 0, signal: null };

const addresses = {
  "a path": () => `${tempDir()}/socket`,
  "an abstract address": () => `@rouse-own-traffic-${process.pid}-${count++}`,
};
let count = 0;

/** It begins at a line on its standard input. */
function begin(
  address: string,
  how: "hold" | "ping" | "crowd",
  engine: (typeof engines)[number] = "systemd",
): Running {
  const idle = `--exit-idle-time=${idleMs}ms`;
  const script = program("talks-to-itself.py");
  const server = ["python3", "-B", script, address, "0", address, how];
  return engine === "systemd"
    ? activate([{ kind: "unix", address }], [rouseExec, idle, "--", ...whenTold(server)])
    : start([rouseExec, `--listen=${address}`, idle, "--", ...whenTold(server)]);
}

describe.each(Object.entries(addresses))("a program that holds a connection to %s", (_, make) => {
  test.each(engines)("of its own is put to sleep (made by %s)", async (engine) => {
    const running = begin(make(), "hold", engine);
    running.stdin?.write("\n");
    await running.line(/^ready$/);
    expect(await running.exit(), running.output.all()).toEqual(asleep);
  });

  test("of its own is awake for others", async () => {
    const address = make();
    const running = begin(address, "hold");
    const client = await connectFirst(running, address);
    await running.line(/^ready$/);
    await pause(2.5 * idleMs);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    expect(await running.exit(), running.output.all()).toEqual(asleep);
  });
});

needsRoot("unshare").test("it is awake for clients of another network namespace", async () => {
  const address = addresses["a path"]();
  const client = start(["unshare", "--net", "python3", program("adopt-client.py"), address]);
  await client.line(/^ready$/);
  client.stdin?.write("\n");
  const running = begin(address, "hold");
  await client.line(/^connected$/);
  running.stdin?.write("\n");
  await running.line(/^ready$/);
  await pause(2.5 * idleMs);
  expect(running.hasEnded, running.output.all()).toBe(false);
  client.stdin?.end();
  expect(await running.exit(), running.output.all()).toEqual(asleep);
});

/** One after the other, or twenty at once. */
const again = ["ping", "crowd"] as const;

test.each(again)(
  "a program that connects to its own path again and again (%s) is put to sleep",
  async (how) => {
    const running = begin(addresses["a path"](), how);
    running.stdin?.write("\n");
    await running.line(/^ready$/);
    expect(await running.exit(), running.output.all()).toEqual(asleep);
  },
);

test.each(again)("a program that does so (%s) is awake for others", async (how) => {
  const next = () => {
    const address = addresses["a path"]();
    return { running: begin(address, how), address };
  };
  await expectKeptAwake(next, idleMs);
});
