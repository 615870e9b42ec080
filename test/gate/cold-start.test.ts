import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { newAddress } from "./addresses.js";
import { makers, startGated } from "./gated.js";

/** Looks that are a tenth of four seconds apart would miss one of these by more than `noticedMs`. */
const loads = Array.from({ length: 8 }, (_, index) => 4000 + 50 * index);

/** Long enough for rouse-exec to see that the client was accepted. */
const noticedMs = 100;

test.each(makers)(
  "cold_start_ms ends when the program accepts, however long it has loaded: %s",
  async (maker) => {
    const waits = loads.map(async (loadMs) => {
      const [address, loaded] = [await newAddress("tcp"), `${tempDir()}/loaded`];
      const argv = ["python3", program("loads.py"), "accept", "tcp", address];
      const check = `--ready-check=exec:test -e ${loaded}`;
      const options = ["--lazy", check, "--ready-check-interval=50ms"];
      const { report } = await startGated(maker, [{ kind: "tcp", address }], options, argv);
      const began = Date.now();
      const answer = get(address);
      await pause(loadMs);
      writeFileSync(loaded, "");
      await answer;
      await pause(noticedMs);
      const waited = Date.now() - began;
      const { cold_start_ms } = await reportWhere(report, (it) => it.cold_start_ms !== null, {
        what: "a cold start",
      });
      return { waited, measured: cold_start_ms ?? 0 };
    });
    for (const { waited, measured } of await Promise.all(waits)) {
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThan(waited);
    }
  },
);
