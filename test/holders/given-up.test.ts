import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { fdsAtRest } from "../harness/procs.js";
import { untilQuick } from "../harness/until.js";
import { kinds, type Maker, makers, startHeld } from "./held.js";

const sleeps = ["--exit-idle-time=1h"];

atOnce(
  Object.fromEntries(
    kinds.flatMap((kind) =>
      makers.map((maker) => [
        `${kind} of ${maker}: the report follows what the program holds`,
        async () => {
          const held = await startHeld(kind, maker, { options: sleeps });
          await held.do(held.serve);
          const running = await held.reported(({ state }) => state === "running");
          expect(running.sockets).toMatchObject([{ adopted: true, listening: true }]);
          await held.do("close s");
          await held.client();
          const given = await held.taken(false);
          expect(given).toMatchObject({ state: "running", sockets: [{ listening: false }] });
          await held.do(held.serve);
          const again = await held.reported(({ sockets }) => sockets[0]?.listening === true);
          expect(again).toMatchObject({ state: "running", sockets: [{ adopted: true }] });
        },
      ]),
    ),
  ),
);

const modes: [maker: Maker, options: string[]][] = [
  ["LISTEN_FDS", ["--ready", ...sleeps]],
  ["LISTEN_FDS", []],
  ["--listen", ["--lazy", ...sleeps]],
  ["--listen", ["--lazy"]],
];

atOnce(
  Object.fromEntries(
    modes.map(([maker, options]) => [
      `a program that only tests its port is not ready with it (${[maker, ...options].join(" ")})`,
      async () => {
        const held = await startHeld("tcp", maker, { options });
        if (options.includes("--lazy")) await held.client();
        await held.do(`${held.serve}; close s`);
        const given = await held.taken(false);
        expect(given.state).toMatch(/^(starting|running)$/);
        await held.do(held.serve);
        expect(await held.reported(({ state }) => state === "running")).toMatchObject({
          sockets: [{ adopted: true, listening: true }],
        });
      },
    ]),
  ),
);

atOnce({
  "rouse-exec waits, and does not poll, when the program has only tried to bind": async () => {
    const held = await startHeld("tcp", "--listen", { options: sleeps });
    // A second after its bind a program is taken to listen, and is looked whether it holds the socket.
    await held.do(`bind s tcp ${held.address}; close s; sleep 1.5`);
    await held.do("sleep 0");
    await held.taken(false);
    await fdsAtRest(held.running.pid);
  },

  "a hand-over between two processes is no end of the adoption": async () => {
    const isUnnoticed = async () => {
      const held = await startHeld("tcp", "--listen", { options: sleeps });
      await held.do(held.serve);
      await held.reported(({ state }) => state === "running");
      await held.client();
      await held.do(`close s; sleep 0.3; ${held.serve}; sleep 3; accept s`);
      expect(held.report()?.sockets).toMatchObject([{ adopted: true, listening: true }]);
      return held.said.length === 0;
    };
    await untilQuick(isUnnoticed, "a hand-over within a second");
  },
});
