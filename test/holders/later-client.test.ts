import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { kinds, makers, startHeld } from "./held.js";

/** The next look for idleness is a quarter of an hour away. */
const sleeps = ["--exit-idle-time=1h"];
/** Longer than from an arrival to the first look that follows it. */
const lookMs = 2500;

const earlier = {
  "one that has gone": { tcp: "accept s", unix: "accept s", udp: "read s" },
  "one that stays": { tcp: "keep s", unix: "keep s", udp: undefined },
};

/** After one arrival nothing tells rouse-exec of the next ones until it looks for idleness. */
atOnce(
  Object.fromEntries(
    makers.flatMap((maker) =>
      kinds.flatMap((kind) =>
        Object.entries(earlier).flatMap(([who, { [kind]: take }]) => {
          if (!take) return [];
          const options = maker === "--listen" ? ["--lazy", ...sleeps] : sleeps;
          return [
            [
              `${kind} of ${maker}: a client after ${who} is told of when the program has closed the socket`,
              async () => {
                const held = await startHeld(kind, maker, { options });
                if (options.includes("--lazy")) await held.client();
                await held.do(held.serve);
                await held.reported(({ state }) => state === "running");
                if (options.includes("--lazy")) await held.do(take);
                await held.client();
                await held.do(take);
                await pause(lookMs);
                expect(held.said).toEqual([]);
                await held.do("close s");
                await held.client();
                await held.running.line(/has closed the passed socket .* where a client waits/, {
                  deadlineMs: 120_000,
                });
              },
            ],
          ];
        }),
      ),
    ),
  ),
);
