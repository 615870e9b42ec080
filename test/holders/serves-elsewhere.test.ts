import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { freePort } from "../harness/ports.js";
import { type Held, type Kind, type Maker, startHeld } from "./held.js";

const modes: [maker: Maker, options: string[]][] = [
  ["LISTEN_FDS", []],
  ["LISTEN_FDS", ["--ready", "--exit-idle-time=1h"]],
  ["--listen", []],
  ["--listen", ["--lazy", "--exit-idle-time=1h"]],
];
/** Longer than a program is left when its clients wait in vain. */
const graceMs = 14_000;
const deadlineMs = 60_000;

function each(kinds: readonly Kind[], what: string, run: (held: Held) => Promise<void>) {
  return Object.fromEntries(
    modes.flatMap(([maker, options]) =>
      kinds.map((kind) => [
        `${kind}, ${[maker, ...options].join(" ")}: ${what}`,
        async () => {
          const held = await startHeld(kind, maker, {
            options: ["--stop-timeout=10s", ...options],
          });
          if (options.includes("--lazy")) await held.client();
          await run(held);
        },
      ]),
    ),
  );
}

/** Somebody is served at the other address, while a client waits where the program does not listen. */
async function expectKept(held: Held, other: string): Promise<void> {
  await held.client(other);
  await held.do(held.kind === "udp" ? "meet o" : "keep o");
  await held.client();
  await held.running.line(/where a client waits/, { deadlineMs });
  await pause(graceMs);
  expect(held.running.hasEnded, held.running.output.all()).toBe(false);
}

atOnce({
  ...each(
    ["tcp", "udp"],
    "one that serves at another address of the port is kept",
    async (held) => {
      const other = held.address.replace("127.0.0.1", "127.0.0.2");
      await held.do(held.listenOn("o", other));
      await expectKept(held, other);
    },
  ),

  ...each(["tcp", "unix", "udp"], "one that has moved, and serves there, is kept", async (held) => {
    const other = held.kind === "unix" ? `${held.address}2` : `127.0.0.1:${await freePort()}`;
    await held.do(held.serve);
    await held.reported(({ state }) => state === "running");
    await held.do(`close s; ${held.listenOn("o", other)}`);
    await expectKept(held, other);
  }),
});
