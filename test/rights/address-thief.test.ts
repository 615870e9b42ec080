import { createSocket } from "node:dgram";
import { join } from "node:path";
import { expect } from "vitest";
import { node } from "../cli/stand-in.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { type Running, run, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { within } from "../harness/until.js";

const { test } = needsRoot("strace");

/** Makes each moment between two of these calls of rouse-exec long enough for whoever waits for it. */
const slowed = [
  ...["strace", "-qq", "-o", "/dev/null", "-e", "trace=bind,listen,setsockopt"],
  ...["-e", "inject=bind,listen,setsockopt:delay_enter=60000", rouseExec],
];

async function startThief(kind: "tcp" | "udp", host: string, port: number, when = "late") {
  const thief = ["python3", "-B", program("address-thief.py"), kind, host, String(port), when];
  const running = start(thief);
  await running.line(/^ready$/);
  return running;
}

function begin(thief: Running): void {
  thief.stdin?.write("\n");
}

/** Leaves a connection of the address in TIME_WAIT. */
async function leaveConnection(port: number): Promise<void> {
  const script = `import socket, sys
there = socket.create_server(("::1", 0), family=socket.AF_INET6)
left = socket.socket(socket.AF_INET6)
left.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
left.bind(("::1", int(sys.argv[1])))
left.connect(there.getsockname()[:2])
peer = there.accept()[0]
left.close()
peer.recv(1)
peer.close()`;
  expect(await run(["python3", "-c", script, String(port)])).toMatchObject({ code: 0 });
}

for (const [title, when, before] of [
  ["that waits for the address", "late", undefined],
  ["that waits for it, while a connection of it is left", "late", leaveConnection],
  ["that had bound it before", "early", undefined],
] as const)
  test(`another user, ${title}, does not get a TCP address that was shut when it listens again`, async () => {
    const port = await freePortPair();
    const report = join(openTempDir(), "shut.json");
    await before?.(port);
    const thief = await startThief("tcp", "::1", port, when);
    const listens = [`--listen=127.0.0.1:${port}`, `--listen=[::1]:${port}`];
    const options = [...listens, "--lazy", "--exit-idle-time=2s", `--report=${report}`];
    const command = [node, program("http.mjs"), "::", String(port)];
    const running = start([...slowed, ...options, "--announce=held", "--", ...command]);
    await running.line(/^held$/);
    begin(thief);
    await get(`127.0.0.1:${port}`);
    await running.line(/clients of \[::1\]:\d+ are refused/);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
    await connect(`[::1]:${port}`);
    expect(thief.stdout).toBe("ready\n");
  });

interface Datagrams {
  passed: (port: number) => string[];
  /** What the program binds. */
  bound: string;
  client: string;
}

const cases: Record<string, Datagrams> = {
  "an IPv4 address": {
    ...{ passed: (port) => [`127.0.0.1:${port}`], bound: "127.0.0.1", client: "127.0.0.1" },
  },
  "an IPv6 address": { passed: (port) => [`[::1]:${port}`], bound: "::1", client: "::1" },
  "[::], for a client of IPv6": { passed: (port) => [`[::]:${port}`], bound: "::", client: "::1" },
  "[::], for a client of IPv4": {
    ...{ passed: (port) => [`[::]:${port}`], bound: "::", client: "127.0.0.1" },
  },
  "[::] beside 0.0.0.0": {
    ...{ passed: (port) => [`[::]:${port}`, `0.0.0.0:${port}`], bound: "::", client: "::1" },
  },
};

/** The answer to the datagram with which this client makes the server connect a socket to it. */
async function askOnce(host: string, port: number): Promise<string> {
  const client = createSocket(host.includes(":") ? "udp6" : "udp4");
  after(() => void client.close());
  const answer = new Promise<string>((resolve) =>
    client.once("message", (text) => resolve(`${text}`)),
  );
  client.send("hi", port, host);
  return within(answer, 30_000, () => `an answer from ${host}`);
}

for (const [title, { passed, bound, client }] of Object.entries(cases))
  test(`nor, over UDP, ${title} when the program connects its socket`, async () => {
    const port = await freePort();
    const listens = passed(port).map((address) => `--listen=udp:${address}`);
    const command = ["python3", "-B", program("udp-per-client.py"), bound, String(port)];
    const running = start([...slowed, ...listens, "--", ...command]);
    await running.line(/^ready$/);
    const thief = await startThief("udp", client, port);
    begin(thief);
    expect(await askOnce(client, port)).toBe("HELLO hi");
    await running.line(/^connected /);
    expect(thief.stdout).toBe("ready\n");
  });
