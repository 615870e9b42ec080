import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { descendants } from "../harness/procs.js";
import { start } from "../harness/start.js";

const idle = "--exit-idle-time=1s";

let port: number;
beforeEach(async () => {
  port = await freePort();
});

const engines = ["systemd", "embedded"] as const;

async function serve(
  host: string,
  dialled: string,
  how: "hold" | "ping",
  engine: (typeof engines)[number] = "systemd",
) {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const script = program("talks-to-itself.py");
  const server = ["python3", "-B", script, host, String(port), dialled, how];
  const running =
    engine === "systemd"
      ? activate([{ kind: "tcp", address }], [rouseExec, idle, "--", ...server])
      : start([rouseExec, `--listen=${address}`, idle, "--", ...server]);
  await running.line(/^ready$/);
  return running;
}

const places = [
  ["127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::1", "::1"],
  ["::", "::1"],
  ["::", "127.0.0.1"],
] as const;

describe("a program that holds a connection to its own socket", () => {
  describe.each(engines)("(made by %s)", (engine) => {
    test.each(places)("at %s, dialled as %s, is put to sleep", async (host, dialled) => {
      const running = await serve(host, dialled, "hold", engine);
      expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
    });
  });

  test.each(places)("at %s, dialled as %s, is awake for others", async (host, dialled) => {
    const running = await serve(host, dialled, "hold");
    const client = await connect(`${host.includes(":") ? "[::1]" : "127.0.0.1"}:${port}`);
    await pause(2500);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
  });
});

test.each(engines)(
  "a client is not taken for the own connection that has gone (%s)",
  async (engine) => {
    const running = await serve("127.0.0.1", "127.0.0.1", "hold", engine);
    const client = await connect(`127.0.0.1:${port}`);
    // Three looks see both.
    await pause(750);
    const [holder = 0] = descendants(running.pid).slice(-1);
    process.kill(holder, "SIGKILL");
    await pause(2500);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
  },
);

test("a program that connects to its own socket again and again is put to sleep", async () => {
  const running = await serve("127.0.0.1", "127.0.0.1", "ping");
  expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
});

test("a program that does so is awake for others", async () => {
  const running = await serve("127.0.0.1", "127.0.0.1", "ping");
  // Each is short, and between two looks.
  for (const end = performance.now() + 3000; performance.now() < end; await pause(150))
    expect(await converse(`127.0.0.1:${port}`, "c")).toBe("c");
  expect(running.hasEnded, running.output.all()).toBe(false);
});
