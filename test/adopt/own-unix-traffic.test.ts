import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const engines = ["systemd", "embedded"] as const;
const asleep = { code: 0, signal: null };

const addresses = {
  "a path": () => `${tempDir()}/socket`,
  "an abstract address": () => `@rouse-own-traffic-${process.pid}-${count++}`,
};
let count = 0;

async function serve(
  address: string,
  how: "hold" | "ping",
  engine: (typeof engines)[number] = "systemd",
  idleS = 1,
) {
  const idle = `--exit-idle-time=${idleS}s`;
  const script = program("talks-to-itself.py");
  const server = ["python3", "-B", script, address, "0", address, how];
  const running =
    engine === "systemd"
      ? activate([{ kind: "unix", address }], [rouseExec, idle, "--", ...server])
      : start([rouseExec, `--listen=${address}`, idle, "--", ...server]);
  await running.line(/^ready$/);
  return running;
}

describe.each(Object.entries(addresses))("a program that holds a connection to %s", (_, make) => {
  test.each(engines)("of its own is put to sleep (made by %s)", async (engine) => {
    const running = await serve(make(), "hold", engine);
    expect(await running.exit(), running.output.all()).toEqual(asleep);
  });

  test("of its own is awake for others", async () => {
    const address = make();
    const running = await serve(address, "hold");
    const client = await connect(address);
    await pause(2500);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    expect(await running.exit(), running.output.all()).toEqual(asleep);
  });
});

needsRoot("unshare").test("it is awake for clients of another network namespace", async () => {
  const address = addresses["a path"]();
  const running = await serve(address, "hold", "systemd", 5);
  const client = start(["unshare", "--net", "python3", program("sleep-client.py"), address]);
  await client.line(/^connected$/);
  await pause(7500);
  expect(running.hasEnded, running.output.all()).toBe(false);
  client.stdin?.end();
  expect(await running.exit(), running.output.all()).toEqual(asleep);
});

test("a program that connects to its own path again and again is put to sleep", async () => {
  const running = await serve(addresses["a path"](), "ping");
  expect(await running.exit(), running.output.all()).toEqual(asleep);
});

test("a program that does so is awake for others", async () => {
  const address = addresses["a path"]();
  const running = await serve(address, "ping");
  // Each is short, and between two looks.
  for (const end = performance.now() + 3000; performance.now() < end; await pause(150))
    expect(await converse(address, "c")).toBe("c");
  expect(running.hasEnded, running.output.all()).toBe(false);
});
