import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { activate, hold } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const idleMs = 1000;
const idle = `--exit-idle-time=${idleMs}ms`;

let port: number;
let argv: string[];
beforeEach(async () => {
  port = await freePort();
  argv = ["python3", "-B", program("udp-recverr.py"), String(port)];
});

/** Sends a datagram and is gone before it can be answered. */
async function vanish(): Promise<void> {
  const send = "import socket,sys;socket.socket(2,2).sendto(b'x',('127.0.0.1',int(sys.argv[1])))";
  expect((await run(["python3", "-c", send, String(port)])).code).toBe(0);
}

/** A client that waits for its answer, and asks again. */
async function ask(): Promise<string> {
  const client = createSocket("udp4");
  const asking = setInterval(() => client.send("hello", port, "127.0.0.1"), 1000);
  after(() => {
    clearInterval(asking);
    client.close();
  });
  const [answer] = await once(client, "message");
  return String(answer);
}

/** How often the program was started by now. */
const startsOf = ({ stdout }: Running) => stdout.match(/^serving$/gm)?.length ?? 0;

/** The error of the first answer must not wake the program again; a client must. */
async function expectQuiet(running: Running): Promise<void> {
  await pause(3 * idleMs);
  expect(startsOf(running)).toBe(1);
  expect(await ask()).toBe("hello");
}

test.each(["--listen", "LISTEN_FDS"])(
  "a UDP client that vanished before its answer wakes the program once (%s, --lazy)",
  async (maker) => {
    const report = `${tempDir()}/service.json`;
    const rouse = [rouseExec, idle, "--lazy", `--report=${report}`];
    const address = `127.0.0.1:${port}`;
    const running =
      maker === "--listen"
        ? start([...rouse, `--listen=udp:${address}`, "--", ...argv])
        : activate([{ kind: "udp", address }], [...rouse, "--", ...argv]);
    await reportState(report, "waiting");
    await vanish();
    await running.line(/^answered$/);
    await reportState(report, "waiting");
    await expectQuiet(running);
  },
);

test("a UDP client that vanished before its answer wakes the service once (systemd)", async () => {
  const address = `127.0.0.1:${port}`;
  const running = hold([{ kind: "udp", address }], [rouseExec, idle, "--", ...argv]);
  await running.line(/^holding$/);
  await vanish();
  await running.line(/^answered$/);
  expect((await running.line(/^exited \d+ (-?\d+)$/))[1]).toBe("0");
  await expectQuiet(running);
});
