import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { activate, whenTold } from "../harness/activate.js";
import { connectFirst } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { descendants } from "../harness/procs.js";
import { type Running, start } from "../harness/start.js";
import { expectKeptAwake } from "./asked.js";

const idleMs = 1000;
const idle = `--exit-idle-time=${idleMs}ms`;

let port: number;
beforeEach(async () => {
  port = await freePort();
});

const engines = ["systemd", "embedded"] as const;

/** It begins at a line on its standard input. */
function begin(
  host: string,
  dialled: string,
  how: "hold" | "ping" | "crowd",
  engine: (typeof engines)[number] = "systemd",
): Running {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const script = program("talks-to-itself.py");
  const server = ["python3", "-B", script, host, String(port), dialled, how];
  return engine === "systemd"
    ? activate([{ kind: "tcp", address }], [rouseExec, idle, "--", ...whenTold(server)])
    : start([rouseExec, `--listen=${address}`, idle, "--", ...whenTold(server)]);
}

async function expectAsleep(running: Running): Promise<void> {
  expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
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
      const running = begin(host, dialled, "hold", engine);
      running.stdin?.write("\n");
      await running.line(/^ready$/);
      await expectAsleep(running);
    });
  });

  test.each(places)("at %s, dialled as %s, is awake for others", async (host, dialled) => {
    const running = begin(host, dialled, "hold");
    const client = await connectFirst(
      running,
      `${host.includes(":") ? "[::1]" : "127.0.0.1"}:${port}`,
    );
    await running.line(/^ready$/);
    await pause(2.5 * idleMs);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    await expectAsleep(running);
  });
});

test.each(engines)(
  "a client is not taken for the own connection that has gone (%s)",
  async (engine) => {
    const running = begin("127.0.0.1", "127.0.0.1", "hold", engine);
    const client = await connectFirst(running, `127.0.0.1:${port}`);
    await running.line(/^ready$/);
    // Three looks see both.
    await pause(750);
    const [holder = 0] = descendants(running.pid).slice(-1);
    process.kill(holder, "SIGKILL");
    await pause(2.5 * idleMs);
    expect(running.hasEnded, running.output.all()).toBe(false);
    client.destroy();
    await expectAsleep(running);
  },
);

/** One after the other, or twenty at once. */
const again = ["ping", "crowd"] as const;

test.each(again)(
  "a program that connects to its own socket again and again (%s) is put to sleep",
  async (how) => {
    const running = begin("127.0.0.1", "127.0.0.1", how);
    running.stdin?.write("\n");
    await running.line(/^ready$/);
    await expectAsleep(running);
  },
);

test.each(again)("a program that does so (%s) is awake for others", async (how) => {
  const next = async () => {
    port = await freePort();
    return {
      running: begin("127.0.0.1", "127.0.0.1", how),
      address: `127.0.0.1:${port}`,
    };
  };
  await expectKeptAwake(next, idleMs);
});
