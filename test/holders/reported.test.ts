import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { kinds, makers, startHeld } from "./held.js";

const deadlineMs = 60_000;

/** Reports convert monotonic times one by one: equal ones may differ by a moment. */
function timeBetween(one: string, other: string): number {
  return Math.abs(Date.parse(other) - Date.parse(one));
}

atOnce(
  Object.fromEntries(
    makers.flatMap((maker) =>
      kinds.map((kind) => [
        `${kind} of ${maker}: the report tells where a client waits in vain, and when the program is ended for it`,
        async () => {
          const options = ["--exit-idle-time=1h", "--stop-timeout=1h"];
          const held = await startHeld(kind, maker, { options });
          expect(held.report()).toMatchObject({
            sockets: [{ closed: false, in_vain: false }],
            ends_at: null,
          });
          await held.do(held.serve);
          await held.reported(({ state }) => state === "running");
          await held.do("close s");
          await held.client();
          await held.running.line(/has closed the passed socket/, { deadlineMs });
          const lost = await held.reported(({ ends_at: at }) => at !== null);
          expect(lost.sockets).toMatchObject([{ closed: true, in_vain: true }]);
          expect(Date.parse(lost.ends_at ?? "") - Date.now()).toBeGreaterThan(1_800_000);
          await held.do(held.serve);
          const found = await held.reported(({ ends_at: at }) => at === null);
          expect(found.sockets).toMatchObject([{ closed: false, in_vain: false }]);
        },
      ]),
    ),
  ),
);

atOnce(
  Object.fromEntries(
    makers.flatMap((maker) =>
      kinds.map((kind) => [
        `${kind} of ${maker}: a program that was told to end is reported as stopping, since when, and never to sleep`,
        async () => {
          const held = await startHeld(kind, maker, { options: ["--exit-idle-time=1h"] });
          await held.do(held.serve);
          const { since, ...running } = await held.reported(({ state }) => state === "running");
          expect(running.sleeps_at).not.toBe(null);
          await held.do("ignore");
          held.running.signal("SIGTERM");
          const told = await held.reported(({ state }) => state === "stopping");
          expect(told).toMatchObject({ sleeps_at: null, program_pid: running.program_pid });
          expect(Date.parse(told.since)).toBeGreaterThan(Date.parse(since));
          await held.do("sleep 0.5");
          held.running.signal("SIGTERM");
          await held.do(`close s; ${held.serve}`);
          const later = await held.reported(({ state }) => state === "stopping");
          expect(timeBetween(told.since, later.since)).toBeLessThan(400);
          expect(held.running.hasEnded).toBe(false);
        },
      ]),
    ),
  ),
);

atOnce({
  "a program that gets ready after it was told to end is stopping since it was told": async () => {
    const held = await startHeld("tcp", "--listen", { options: ["--exit-idle-time=1h"] });
    await held.do("ignore");
    held.running.signal("SIGTERM");
    const told = await held.reported(({ state }) => state === "stopping");
    expect(told.ready_at).toBe(null);
    await held.do(`sleep 0.5; ${held.serve}`);
    const ready = await held.reported(({ ready_at: at }) => at !== null);
    expect(ready).toMatchObject({ state: "stopping", sleeps_at: null });
    expect(timeBetween(told.since, ready.since)).toBeLessThan(400);
  },
});
