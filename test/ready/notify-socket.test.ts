import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { tempDir } from "../harness/temp.js";
import { supervise, superviseOwn, whenTold } from "../process/supervised.js";
import { startManager } from "./service-manager.js";

const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
const ready = ["--ready"];

describe("the environment of the program", () => {
  test.each([
    ["with --ready has no NOTIFY_SOCKET", ready, false],
    ["without --ready has the NOTIFY_SOCKET that rouse-exec got", [], true],
  ])("%s", async (_, options, isSeen) => {
    const manager = await startManager();
    const { address } = await supervise(server, { options, env: manager.env });
    const { environ } = await facts(address);
    expect(environ.NOTIFY_SOCKET).toBe(isSeen ? manager.address : undefined);
    if (!isSeen) await manager.heard("READY=1");
    expect((await manager.allTexts()).length > 0).toBe(!isSeen);
  });

  test("names the program as the one that the watchdog watches", async () => {
    const manager = await startManager();
    const before = ["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"];
    const env = { ...manager.env, WATCHDOG_USEC: "60000000" };
    const { address } = await supervise(server, { options: ready, before, env });
    const { environ, pid } = await facts(address);
    expect(environ.WATCHDOG_PID).toBe(String(pid));
    expect(environ.WATCHDOG_USEC).toBe("60000000");
  });

  test("keeps a WATCHDOG_PID that was not meant for rouse-exec", async () => {
    const env = { WATCHDOG_PID: "1", WATCHDOG_USEC: "60000000" };
    const { address } = await supervise(server, { options: ready, env });
    expect((await facts(address)).environ.WATCHDOG_PID).toBe("1");
  });
});

test.each(["", "relative/path", "/", "@", "vsock:2:1234", `/${"a".repeat(120)}`])(
  "NOTIFY_SOCKET=%s is refused with a sentence and status 125",
  async (NOTIFY_SOCKET) => {
    const running = superviseOwn(["echo", "ran"], { options: ready, env: { NOTIFY_SOCKET } });
    expect(await running.exit()).toEqual({ code: 125, signal: null });
    expect(running.stderr).toBe(
      `rouse-exec: cannot use NOTIFY_SOCKET=${NOTIFY_SOCKET}: ` +
        "expected /path or @name of at most 108 bytes\n",
    );
    expect(running.stdout).toBe("");
  },
);

test("without --ready NOTIFY_SOCKET is the program's business, whatever it is", async () => {
  const script = ["sh", "-c", 'echo "$NOTIFY_SOCKET"'];
  const running = superviseOwn(script, { env: { NOTIFY_SOCKET: "nonsense" } });
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  expect(running).toMatchObject({ stdout: "nonsense\n", stderr: "" });
});

test("without NOTIFY_SOCKET --ready changes nothing", async () => {
  const options = [...ready, "--exit-idle-time=2s"];
  const env = { NOTIFY_SOCKET: undefined };
  const { running, address } = await supervise(server, { options, env, before: whenTold });
  // It waits before the program runs, which would be asleep without it after two seconds.
  const client = await connect(address);
  running.stdin?.write("go\n");
  client.write("GET / HTTP/1.0\r\n\r\n");
  expect(await text(client)).toContain("200 OK");
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  expect(running.stderr).toBe("");
});

describe("the program serves, though the service manager", () => {
  test("is gone", async () => {
    const env = { NOTIFY_SOCKET: `${tempDir()}/nobody` };
    const { running, address } = await supervise(server, { options: ready, env });
    await facts(address, "/exit/3");
    expect(await running.exit()).toEqual({ code: 3, signal: null });
    expect(running.stderr).toContain("cannot tell the service manager: STATUS=Starting");
  });

  test("reads nothing and its queue is full", async () => {
    const manager = await startManager({ deaf: true });
    const { running, address } = await supervise(server, { options: ready, env: manager.env });
    await facts(address);
    await running.line(/cannot tell the service manager: STATUS=Starting.*unavailable/);
  });
});

async function facts(address: string, path = "/") {
  const { body } = await get(address, { path });
  return JSON.parse(body) as { pid: number; environ: Record<string, string> };
}
