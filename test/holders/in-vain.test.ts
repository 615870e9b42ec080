import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { type Held, type Maker, startHeld } from "./held.js";

const sleeps = ["--exit-idle-time=1h"];
const lazy = ["--lazy", ...sleeps];
/** Longer than a program is left when its clients wait in vain. */
const graceMs = 14_000;
const deadlineMs = 60_000;

const modes: [maker: Maker, options: string[]][] = [
  ["LISTEN_FDS", ["--ready"]],
  ["LISTEN_FDS", sleeps],
  ["--listen", []],
  ["--listen", lazy],
];
const ending = "; unless it does so within 10 s, it will be ended";
/** How long a program that has closed its socket may take. */
const inTenSeconds = "--stop-timeout=10s";

async function expectEnded(held: Held, maker: Maker): Promise<void> {
  expect(await held.running.exit({ deadlineMs })).toEqual({ code: 124, signal: null });
  expect(held.said.at(-1)).toBe(
    "rouse-exec: the program is ended: it does not listen where a client waits",
  );
  expect(held.report()).toMatchObject({
    state: "failed",
    last_exit: { code: null, signal: 15, reason: "unserved" },
  });
  expect(maker).toBeDefined();
}

async function begin(held: Held, options: string[]): Promise<void> {
  if (options.includes("--lazy")) await held.client();
}

atOnce(
  Object.fromEntries(
    modes.flatMap(([maker, options]) =>
      (["tcp", "udp"] as const).map((kind) => [
        `${kind}, ${[maker, ...options].join(" ")}: another address of that port is named, and the program ended`,
        async () => {
          const held = await startHeld(kind, maker, { options });
          const other = held.address.replace("127.0.0.1", "127.0.0.2");
          await begin(held, options);
          await held.do(held.listenOn("o", other));
          // Before it is ended, ten seconds after the line.
          const reported = held.reported((report) => report.elsewhere.length > 0);
          await held.client();
          const [line] = await held.running.line(/^rouse-exec: the program listens on .*$/, {
            deadlineMs,
          });
          expect(line).toBe(
            `rouse-exec: the program listens on ${other}, not on 'web' (${held.address}), where a client ` +
              `waits: make the program bind that address, or use --map=${other}=web${ending}`,
          );
          const { elsewhere } = await reported;
          expect(elsewhere).toEqual([{ address: other, type: kind }]);
          await expectEnded(held, maker);
        },
      ]),
    ),
  ),
);

atOnce(
  Object.fromEntries(
    modes.flatMap(([maker, options]) =>
      (["tcp", "unix", "udp"] as const).map((kind) => [
        `${kind}, ${[maker, ...options].join(" ")}: what it has closed is named, and the program ended`,
        async () => {
          const held = await startHeld(kind, maker, { options: [...options, inTenSeconds] });
          await begin(held, options);
          await held.do(held.serve);
          await held.reported(({ state }) => state === "running");
          await held.do("close s");
          await held.client();
          const [line] = await held.running.line(/^rouse-exec: the program has closed .*$/, {
            deadlineMs,
          });
          expect(line).toBe(
            `rouse-exec: the program has closed the passed socket 'web' (${held.address}), where a client ` +
              `waits: it must bind that address again; unless it does so within 10 s (--stop-timeout), it will be ended`,
          );
          await expectEnded(held, maker);
        },
      ]),
    ),
  ),
);

atOnce({
  "a program that has bound nothing is loading: nothing is said before ten seconds, and it is not ended":
    async () => {
      const held = await startHeld("tcp", "--listen", { options: lazy });
      await held.client();
      await pause(graceMs);
      expect(held.said).toEqual([expect.stringMatching(/was never bound by the program: its/)]);
      await held.do(`${held.serve}; accept s`);
      expect(held.running.hasEnded).toBe(false);
    },

  "one that has a datagram socket for questions of its own is not said to listen on it":
    async () => {
      const held = await startHeld("udp", "--listen", { options: lazy });
      await held.client();
      await held.do("bind c udp 0.0.0.0:0; bind a tcp 127.0.0.1:0; listen a");
      await pause(graceMs);
      expect(held.said).toEqual([expect.stringMatching(/was never bound by the program: its/)]);
      expect(held.report()?.elsewhere).toEqual([]);
      expect(held.running.hasEnded).toBe(false);
    },

  "one that bound in a thread that has ended is told that it has closed the socket itself":
    async () => {
      const address = `127.0.0.1:${await freePort()}`;
      const script = `import socket, threading, time
s = socket.socket()
def bind():
    s.bind(("127.0.0.1", ${address.split(":")[1]})); s.listen()
t = threading.Thread(target=bind); t.start(); t.join(); s.close(); time.sleep(600)`;
      const options = [`--listen=${address}`, ...lazy, "--announce=held"];
      const running = start([rouseExec, ...options, "--", "python3", "-c", script]);
      await running.line(/^held$/);
      await connect(address);
      await running.line(/^rouse-exec: .* the passed socket .* a client waits/);
      expect(running.stderr).toMatch(/^rouse-exec: the program has closed the passed socket /m);
    },

  "one that listens on another port is told so, and not ended": async () => {
    const held = await startHeld("tcp", "--listen", { options: lazy });
    const other = `127.0.0.1:${await freePort()}`;
    await held.client();
    await held.do(held.listenOn("o", other));
    await held.running.line(
      /the program listens on .* where a client waits: unless it is still loading, make .*=web$/,
    );
    await pause(graceMs);
    await held.do(`${held.serve}; accept s`);
    expect(held.said).toHaveLength(1);
  },

  "of several that it listens on, that of the port of the socket is named": async () => {
    const held = await startHeld("tcp", "--listen", { options: lazy });
    const other = `127.0.0.1:${await freePort()}`;
    const ofPort = held.address.replace("127.0.0.1", "127.0.0.2");
    await held.client();
    await held.do(`${held.listenOn("o", other)}; ${held.listenOn("p", ofPort)}`);
    const [line] = await held.running.line(/the program listens on .* where a client waits/);
    expect(line).toContain(`the program listens on ${ofPort}, not on`);
  },

  "one whose process has ended may start another, and is not ended": async () => {
    const held = await startHeld("tcp", "--listen", { options: lazy });
    await held.client();
    const words = (text: string) => text.replaceAll("; ", ",").replaceAll(" ", "_");
    await held.do(`worker ${words(`${held.serve}; sleep 0.5`)}`);
    await held.running.line(/the process that bound the passed socket 'web' .* has ended/);
    await pause(graceMs);
    await held.do(`${held.serve}; accept s`);
    expect(held.said).toHaveLength(1);
  },

  "one that serves somebody is not ended": async () => {
    const held = await startHeld("tcp", "--listen", { options: [...lazy, inTenSeconds] });
    await held.client();
    await held.do(`${held.serve}; keep s`);
    await held.reported(({ state }) => state === "running");
    await held.do("close s");
    await connect(held.address);
    await held.running.line(
      /has closed the passed socket 'web' .* it must bind that address again$/,
    );
    await pause(graceMs);
    await held.do("drop");
    expect(await held.running.exit({ deadlineMs })).toEqual({ code: 124, signal: null });
  },

  "one that has only tried whether its port is free is loading, and is not ended": async () => {
    const held = await startHeld("tcp", "--listen", { options: lazy });
    await held.client();
    await held.do(`${held.serve}; close s`);
    await held.running.line(
      /has closed the passed socket 'web' .* it must bind that address again$/,
    );
    await pause(graceMs);
    await held.do(`${held.serve}; accept s`);
    expect(held.said).toHaveLength(1);
  },

  "one that is told to end may close its socket first": async () => {
    const held = await startHeld("tcp", "--listen", { options: ["--stop-timeout=0"] });
    await held.do(held.serve);
    await held.reported(({ state }) => state === "running");
    await held.do("ignore");
    held.running.signal("SIGTERM");
    await held.do("close s");
    await held.client();
    await pause(graceMs);
    expect(held.said).toEqual([]);
    expect(held.running.hasEnded).toBe(false);
  },

  "one that binds again in time is not ended": async () => {
    const held = await startHeld("tcp", "--listen", { options: [...lazy, inTenSeconds] });
    await held.client();
    await held.do(held.serve);
    await held.reported(({ state }) => state === "running");
    await held.do("close s");
    await held.running.line(/has closed the passed socket/);
    await held.do(`${held.serve}; accept s`);
    await pause(graceMs);
    await held.do("sleep 0");
    expect(held.said).toHaveLength(1);
  },

  "one that takes long to bind again has as long as a stop may take": async () => {
    const held = await startHeld("tcp", "--listen", { options: lazy });
    await held.client();
    await held.do(held.serve);
    await held.reported(({ state }) => state === "running");
    await held.do("close s");
    await held.running.line(
      /; unless it does so within 90 s \(--stop-timeout\), it will be ended$/,
    );
    await pause(graceMs);
    await held.do(`${held.serve}; accept s`);
    expect(held.said).toHaveLength(1);
  },
});
