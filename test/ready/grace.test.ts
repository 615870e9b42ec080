import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { monotonicMs, said } from "./service-manager.js";
import { newPlaces, startSteered } from "./steered.js";

const graceMs = 10_000;
const deadlineMs = 60_000;
const settlingMs = 50;

atOnce({
  "one of two sockets bound: ready after the grace, with a warning that names the other":
    async () => {
      const { addresses, sockets, binds } = await newPlaces("tcp", 2);
      const began = monotonicMs();
      const steered = await startSteered(sockets);
      const { manager, running } = steered;
      const [bind0 = "", bind1 = ""] = binds;
      await steered.do(bind0, "listen s0");
      const ready = await manager.heard("READY=1", deadlineMs);
      expect(ready.at - began).toBeGreaterThanOrEqual(graceMs);
      expect(ready.text).toBe("READY=1\nSTATUS=Running: listens on 1 of 2 passed sockets");
      const warning = `the passed socket 'socket1' (${addresses[1]}) was never bound by the program`;
      expect(warnings(running.stderr)).toEqual([expect.stringContaining(warning)]);
      await steered.end(0, bind1, "listen s1");
      expect(await manager.allTexts()).toHaveLength(2);
    },

  "no socket bound: never ready, until it binds one": async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    const { manager, running } = steered;
    await running.line(/the passed socket 'socket0' .* was never bound/, { deadlineMs });
    expect(await manager.allTexts()).toEqual([said.starting]);
    const listened = await steered.do(...binds, "listen s0");
    const ready = await manager.heard("READY=1");
    expect(ready.at - listened).toBeGreaterThanOrEqual(settlingMs);
    expect(warnings(running.stderr)).toHaveLength(1);
  },
});

function warnings(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
}
