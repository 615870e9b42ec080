import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { node } from "../cli/stand-in.js";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { ask, connect, open } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouse, rouseExec } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { type Report, reportWhere } from "../harness/report.js";
import { needs, programPath } from "../harness/servers.js";
import { type Running, run, start } from "../harness/start.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { within } from "../harness/until.js";
import { nginxArguments } from "../ready/nginx.js";
import { startManager } from "../ready/service-manager.js";

needs("nginx");

const deadlineMs = 60_000;
/** Longer than a program is left when its clients wait in vain. */
const graceMs = 14_000;

interface Both {
  /** Listens on one socket only. */
  command(port: number): string[];
  served: string;
  leftOut: string;
  how: string;
  /** What the unit says beside the address. */
  narrowed?: string;
  /** Whether one socket of every network would serve both families. */
  isWiderCure?: boolean;
}

const http = (host: string) => (port: number) => [node, program("http.mjs"), host, String(port)];
const python = (port: number) => ["python3", "-u", "-m", "http.server", String(port)];
/** The ten seconds in which it may still bind IPv6 outlast those in which a program is to become ready. */
const late = (port: number) => [
  "sh",
  "-c",
  `sleep 4; exec ${python(port).join(" ")} --bind 0.0.0.0`,
];
const forBoth = "listens on one socket for both families";

const cases: Record<string, Both> = {
  "Node on [::], with both loopbacks": {
    ...{ command: http("::"), how: forBoth },
    ...{ served: "127.0.0.1", leftOut: "[::1]", isWiderCure: true },
  },
  "Node on [::], with both wildcards": {
    ...{ command: http("::"), how: forBoth, narrowed: " and BindIPv6Only=" },
    ...{ served: "[::]", leftOut: "0.0.0.0" },
  },
  "python3 -m http.server on 0.0.0.0, with both loopbacks": {
    command: (port) => [...python(port), "--bind", "0.0.0.0"],
    ...{ how: "listens on IPv4 only", served: "127.0.0.1", leftOut: "[::1]" },
  },
  "a program that binds 0.0.0.0 after four seconds, with both loopbacks": {
    ...{ command: late, how: "listens on IPv4 only", served: "127.0.0.1", leftOut: "[::1]" },
  },
  "Node on ::1, with both loopbacks": {
    ...{ command: http("::1"), how: "listens on IPv6 only" },
    ...{ served: "[::1]", leftOut: "127.0.0.1" },
  },
};

const reach = (host: string) => host.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");

/** A client that connects is reset, perhaps before it has seen that it was connected. */
async function isReset(address: string): Promise<void> {
  const client = open(address);
  after(() => void client.destroy());
  const reset = new Promise((resolve) => client.once("error", resolve));
  const error = await within(reset, deadlineMs, () => `a client of ${address} to be reset`);
  expect(error).toMatchObject({ code: "ECONNRESET" });
}

/** The other one is served all the time, and nobody ends the program. */
async function expectServed(running: Running, host: string, port: number): Promise<void> {
  const { status } = await get(`${reach(host)}:${port}`, { deadlineMs });
  expect(status).toBe(200);
  expect(running.hasEnded).toBe(false);
}

function wider(cure: string): string {
  return `, or ${cure} alone, which is open to every network`;
}

function sayings(running: Running): string[] {
  return running.stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
}

function withoutCondition(line: string): string {
  return line.replace(/ in \d+ s unless the program listens there by then;/, ";");
}

atOnce(
  Object.fromEntries(
    Object.entries(cases).flatMap(
      ([title, { command, served, leftOut, how, narrowed = "", isWiderCure }]) => [
        [
          `${title} of --listen: clients of the other are refused`,
          async () => {
            const port = await freePort();
            const [one, other] = [`${served}:${port}`, `${leftOut}:${port}`];
            const listens = [`--listen=${one}`, `--listen=${other}`, "--announce=held"];
            const options = [...listens, "--lazy", "--exit-idle-time=1h"];
            const running = start([rouseExec, ...options, "--", ...command(port)]);
            await running.line(/^held$/);
            const reset = isReset(`${reach(leftOut)}:${port}`);
            await expectServed(running, served, port);
            await reset;
            await expect(connect(`${reach(leftOut)}:${port}`)).rejects.toMatchObject({
              code: "ECONNREFUSED",
            });
            await pause(graceMs);
            await expectServed(running, served, port);
            const fate = how === forBoth ? "are refused" : "will be refused";
            expect(sayings(running).map(withoutCondition)).toEqual([
              `rouse-exec: the program ${how} and has taken ${one}: clients of ${other} ${fate}; ` +
                `leave out ${other}${isWiderCure ? wider(`listen on [::]:${port}`) : ""}`,
            ]);
          },
        ],
        [
          `${title} of LISTEN_FDS: it is said that a client of the other waits in vain`,
          async () => {
            const port = await freePort();
            const [one, other] = [`${served}:${port}`, `${leftOut}:${port}`];
            const sockets = [one, other].map((address) => ({
              ...{ kind: "tcp" as const, address },
              ...(address.startsWith("[") ? { v6only: true } : {}),
            }));
            const running = activate(sockets, [rouseExec, "--", ...command(port)]);
            await running.line(/^ready$|^Serving /, { deadlineMs });
            await expectServed(running, served, port);
            await connect(`${reach(leftOut)}:${port}`);
            await running.line(/wait in vain/, { deadlineMs });
            await pause(graceMs);
            await expectServed(running, served, port);
            expect(sayings(running)).toEqual([
              `rouse-exec: the program ${how} and has taken ${one}: clients of ${other} wait in vain; ` +
                `remove ListenStream=${other}${narrowed} from the socket unit` +
                (isWiderCure ? wider(`write ListenStream=[::]:${port}`) : ""),
            ]);
          },
        ],
      ],
    ),
  ),
);

const pythonUdp = (port: number) => [
  ...["python3", "-u", "-c"],
  `import socket, time
s = socket.socket(type=socket.SOCK_DGRAM)
s.bind(("0.0.0.0", ${port}))
print("ready")
while True: s.sendto(*s.recvfrom(99))`,
];

type Mode = "--listen" | "LISTEN_FDS";

/** Ready while a program that serves one family may still bind the other: its clients wait meanwhile. */
async function expectReady(mode: Mode, kind: "tcp" | "udp"): Promise<void> {
  const [manager, port] = [await startManager(), await freePortPair()];
  const report = join(openTempDir(), "one.json");
  const [one, other] = [`127.0.0.1:${port}`, `[::1]:${port}`];
  const prefix = kind === "udp" ? "udp:" : "";
  const command = kind === "udp" ? pythonUdp(port) : [...python(port), "--bind", "0.0.0.0"];
  const listens = mode === "--listen" ? [one, other].map((at) => `--listen=${prefix}${at}`) : [];
  const argv = [rouseExec, "--ready", `--report=${report}`, ...listens, "--", ...command];
  const sockets = [
    { kind, address: one },
    { kind, address: other, v6only: true },
  ];
  const running =
    mode === "--listen"
      ? start(argv, { env: manager.env })
      : activate(sockets, argv, { env: manager.env });
  const ready = await manager.heard("READY=1", deadlineMs);
  expect(ready.text).toBe("READY=1\nSTATUS=Running: listens on 1 of 2 passed sockets");
  expect(sayings(running)).toEqual([]);
  const { sockets: reported } = await reportWhere(report, ({ state }) => state === "running");
  expect(reported.map(({ listening }) => listening)).toEqual([true, false]);
  const fate = mode === "--listen" && kind === "tcp" ? "are refused" : "wait in vain";
  const field = kind === "udp" ? "ListenDatagram" : "ListenStream";
  const cure =
    mode === "--listen"
      ? `leave out ${prefix}${other}`
      : `remove ${field}=${other} from the socket unit`;
  await running.line(/clients of/, { deadlineMs });
  await pause(graceMs);
  expect(sayings(running)).toEqual([
    `rouse-exec: the program listens on IPv4 only and has taken ${one}: clients of ${other} ${fate}; ${cure}`,
  ]);
}

atOnce(
  Object.fromEntries(
    (["--listen", "LISTEN_FDS"] as const).flatMap((mode) =>
      (["tcp", "udp"] as const).map((kind) => [
        `a program that serves one family of ${kind} is ready, and one true line is said, with ${mode}`,
        () => expectReady(mode, kind),
      ]),
    ),
  ),
);

const asyncio = (port: number) => ["python3", program("families-both.py"), String(port)];

/** Its configuration listens on one address; a second line is put in. */
function nginx(port: number): string[] {
  const [option = "", file = "", ...rest] = nginxArguments(`0.0.0.0:${port}`, "off");
  const [one, two] = [`listen 0.0.0.0:${port};`, `listen [::]:${port};`];
  writeFileSync(file, readFileSync(file, "utf8").replace(one, `${one} ${two}`));
  return [programPath("nginx"), option, file, ...rest];
}

atOnce(
  Object.fromEntries(
    Object.entries({ asyncio, nginx }).map(([name, command]) => [
      `${name}, which binds both wildcards, has both, and nothing is said`,
      async () => {
        const port = await freePort();
        const listens = [`--listen=0.0.0.0:${port}`, `--listen=[::]:${port}`, "--announce=held"];
        const options = [...listens, "--lazy", "--exit-idle-time=1h"];
        const running = start([rouseExec, ...options, "--", ...command(port)]);
        await running.line(/^held$/);
        for (const host of ["0.0.0.0", "[::]"]) await expectServed(running, host, port);
        await pause(graceMs);
        for (const host of ["0.0.0.0", "[::]"]) await expectServed(running, host, port);
        expect(sayings(running)).toEqual([]);
      },
    ]),
  ),
);

const pairs: [served: string, leftOut: string][] = [
  ["127.0.0.1", "[::1]"],
  ["[::]", "0.0.0.0"],
];

atOnce(
  Object.fromEntries(
    pairs.map(([served, leftOut]) => [
      `${leftOut}, left out beside ${served}, wakes the program again after a sleep`,
      async () => {
        const port = await freePort();
        const listens = [`--listen=${served}:${port}`, `--listen=${leftOut}:${port}`];
        const report = join(openTempDir(), "both.json");
        const options = [...listens, "--lazy", "--exit-idle-time=2s", `--report=${report}`];
        const running = start([rouseExec, ...options, "--", ...http("::")(port)]);
        const other = `${reach(leftOut)}:${port}`;
        for (let wake = 1; wake <= 2; wake++) {
          const asleep = (one: Report) => one.state === "waiting" && one.wakes === wake - 1;
          await reportWhere(report, asleep, { deadlineMs });
          const reset = isReset(other);
          await reportWhere(report, ({ state }) => state !== "waiting", { deadlineMs });
          // It would sleep, and hold the other one again, before we have asked.
          const awake = await connect(`${reach(served)}:${port}`);
          await running.line(/clients of .* are refused/, { nth: wake, deadlineMs });
          await reset;
          await expect(connect(other)).rejects.toMatchObject({ code: "ECONNREFUSED" });
          awake.destroy();
        }
      },
    ]),
  ),
);

atOnce({
  "a program that has left one family out before is not waited for again": async () => {
    const port = await freePort();
    const [one, other] = [`127.0.0.1:${port}`, `[::1]:${port}`];
    const report = join(openTempDir(), "again.json");
    const options = ["--lazy", "--exit-idle-time=2s", `--report=${report}`];
    const listens = [`--listen=${one}`, `--listen=${other}`];
    const command = [...python(port), "--bind", "0.0.0.0"];
    const running = start([rouseExec, ...listens, ...options, "--", ...command]);
    for (let wake = 1; wake <= 2; wake++) {
      const asleep = ({ state, wakes }: Report) => state === "waiting" && wakes === wake - 1;
      await reportWhere(report, asleep, { deadlineMs });
      await isReset(other);
    }
    await running.line(/clients of \S+ are refused/);
    const fates = sayings(running).map(
      (line) => /clients of \S+ (will be|are) refused/.exec(line)?.[1],
    );
    expect(fates).toEqual(["will be", "are"]);
  },
});

const datagrams = (port: number) => [
  ...[node, "--input-type=module", "--eval"],
  `import { createSocket } from "node:dgram";
   const socket = createSocket("udp6");
   socket.on("message", (text, { port, address }) => socket.send(text, port, address));
   socket.bind(${port}, "::", () => console.log("ready"));`,
];

atOnce({
  "a UDP server on [::], with both wildcards, serves one, and is told of the other": async () => {
    const port = await freePortPair();
    const listens = [`--listen=udp:0.0.0.0:${port}`, `--listen=udp:[::]:${port}`];
    const running = start([rouseExec, ...listens, "--", ...datagrams(port)]);
    await running.line(/^ready$/, { deadlineMs });
    expect(await ask(`[::1]:${port}`, "hello", { deadlineMs })).toBe("hello");
    const lost = ask(`127.0.0.1:${port}`, "hello", { deadlineMs: graceMs });
    await expect(lost).rejects.toThrow(/an answer/);
    expect(await ask(`[::1]:${port}`, "hello", { deadlineMs })).toBe("hello");
    expect(sayings(running)).toEqual([
      `rouse-exec: the program ${forBoth} and has taken [::]:${port}: clients of 0.0.0.0:${port} wait in vain; ` +
        `leave out udp:0.0.0.0:${port}`,
    ]);
  },

  "nobody else can take the address of a socket that was left out": async () => {
    const port = await freePort();
    const listens = [`--listen=127.0.0.1:${port}`, `--listen=[::1]:${port}`];
    const running = start([rouseExec, ...listens, "--", ...http("::")(port)]);
    await running.line(/clients of .* are refused/, { deadlineMs });
    const thief = createServer(); // Node sets SO_REUSEADDR.
    thief.listen({ host: "::1", port, exclusive: true });
    const [error] = await once(thief, "error");
    expect(error).toMatchObject({ code: "EADDRINUSE" });
  },

  "a program that binds the other one later has it": async () => {
    const port = await freePort();
    const [one, other] = [`127.0.0.1:${port}`, `[::1]:${port}`];
    const steps = ["python3", "-B", program("ready-steps.py")];
    const running = start([rouseExec, `--listen=${one}`, `--listen=${other}`, "--", ...steps]);
    await running.line(/^reading$/);
    running.stdin?.write(`bind a tcp [::]:${port}; listen a\n`);
    await running.line(/clients of .* are refused/, { deadlineMs });
    running.stdin?.write(`bind b tcp ${other}; listen b\n`);
    await running.line(/^did it at /, { nth: 2 });
    await connect(other);
    running.stdin?.write("accept b\n");
    await running.line(/^did it at /, { nth: 3, deadlineMs });
  },

  "rouse ls and status say which address to leave out": async () => {
    const [port, config, runtime] = [await freePort(), tempDir(), tempDir()];
    const env = {
      ...{ XDG_CONFIG_HOME: config, XDG_RUNTIME_DIR: runtime },
      DBUS_SESSION_BUS_ADDRESS: undefined,
    };
    const [one, other] = [`0.0.0.0:${port}`, `[::]:${port}`];
    const ours = ["listen", one, other, "--name", "both", "--idle", "1h", "--"];
    const command = [node, program("http.mjs"), "::", String(port)];
    const running = start([node, rouse, ...ours, ...command], { env });
    await running.line(/^rouse: holding /, { deadlineMs });
    await expectServed(running, "[::]", port);
    await running.line(/clients of .* are refused; leave out/, { deadlineMs });
    await reportWhere(`${runtime}/rouse/both.json`, ({ state }) => state === "running", {
      deadlineMs,
    });
    const listed = await run([node, rouse, "ls", "--json"], { env });
    expect(JSON.parse(listed.stdout).services[0].why).toBe(
      `clients of ${one} are not served, since it listens on ${other} only: leave ${one} out`,
    );
    const shown = await run([node, rouse, "status", "both"], { env });
    expect(shown.stdout).toContain(
      `${one}, not taken by the program, which listens on ${other} only: leave ${one} out\n`,
    );
  },
});
