import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { freePort } from "../harness/ports.js";
import { type Kind, type Maker, startHeld } from "./held.js";

const modes: [maker: Maker, options: string[]][] = [
  ["LISTEN_FDS", ["--ready"]],
  ["LISTEN_FDS", ["--exit-idle-time=1h"]],
  ["--listen", ["--exit-idle-time=1h"]],
  ["--listen", ["--lazy", "--exit-idle-time=1h"]],
];
/** Longer than a program is left when it listens elsewhere, and its clients wait in vain. */
const graceMs = 14_000;
const deadlineMs = 60_000;

function scenario(kinds: Kind[], what: string, run: (...mode: [Kind, Maker, string[]]) => void) {
  return modes.flatMap(([maker, options]) =>
    kinds.map((kind): [string, () => Promise<void>] => [
      `${kind}, ${[maker, ...options].join(" ")}: ${what}`,
      async () => run(kind, maker, options),
    ]),
  );
}

async function startServing(kind: Kind, maker: Maker, options: string[]) {
  const held = await startHeld(kind, maker, { options });
  if (options.includes("--lazy")) await held.client();
  await held.do(held.serve);
  await held.reported(({ state }) => state === "running");
  return held;
}

atOnce(
  Object.fromEntries([
    ...scenario(
      ["udp"],
      "a resolver's socket is not taken for where the program listens instead",
      async (kind, maker, options) => {
        const held = await startServing(kind, maker, [...options, "--stop-timeout=60s"]);
        await held.do(`close s; bind resolver udp 127.0.0.1:${await freePort()}`);
        await held.client();
        await held.running.line(/the program has closed .* where a client waits/, { deadlineMs });
        await pause(graceMs);
        expect(held.running.hasEnded, held.running.output.all()).toBe(false);
        expect(held.report()?.elsewhere).toEqual([]);
      },
    ),

    ...scenario(
      ["udp"],
      "the socket that hears nobody (ntpd) is not named as where the program listens",
      async (kind, maker, options) => {
        const held = await startHeld(kind, maker, { options: [...options, "--stop-timeout=60s"] });
        if (options.includes("--lazy")) await held.client();
        const wildcard = held.address.replace("127.0.0.1", "0.0.0.0");
        await held.do(`${held.listenOn("w", wildcard)}; ${held.serve}`);
        await held.reported(({ state }) => state === "running");
        await held.do("close s");
        await held.client();
        await held.running.line(/the program has closed .* where a client waits/, { deadlineMs });
        expect(held.said.join()).not.toContain("127.255.");
        expect(held.report()?.elsewhere).toEqual([]);
      },
    ),

    ...scenario(
      ["tcp", "unix", "udp"],
      "the end is announced however short the stop timeout is",
      async (kind, maker, options) => {
        const held = await startServing(kind, maker, [...options, "--stop-timeout=200ms"]);
        await held.do("close s");
        await held.client();
        await held.running.line(/within 1 s \(--stop-timeout\), it will be ended$/, { deadlineMs });
        expect(await held.running.exit({ deadlineMs })).toEqual({ code: 124, signal: null });
      },
    ),

    ...scenario(
      ["tcp"],
      "one that tries its port and listens on another first may be loading (RabbitMQ and epmd)",
      async (kind, maker, options) => {
        const held = await startHeld(kind, maker, { options: [...options, "--ready"] });
        if (options.includes("--lazy")) await held.client();
        await held.do(`${held.serve}; close s`);
        await held.do(held.listenOn("o", `127.0.0.1:${await freePort()}`));
        await held.client();
        await held.running.line(
          /has closed .*, where a client waits: unless it is still loading, make the program bind that address$/,
          { deadlineMs },
        );
        await held.do(`${held.serve}; accept s`);
        expect(held.running.hasEnded, held.running.output.all()).toBe(false);
      },
    ),
  ]),
);
