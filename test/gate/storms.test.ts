import { describe, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { reportWhere } from "../harness/report.js";
import { holdAsleep } from "../sleep/asleep.js";
import { kinds, newAddress } from "./addresses.js";

const check = "--ready-check=http:/";
const rounds = 3;
const clients = 4;

describe.each(kinds)("no client gets a wrong answer, in %s,", (kind) => {
  test.each(["signals", "forks", "vforks", "threads", "filter"])(
    "from a program with %s that loads, wakes and sleeps",
    async (storm) => {
      const address = await newAddress(kind);
      const argv = [compileC("loads-in-storm"), storm, kind, address];
      const { running, report } = await holdAsleep({ kind, address, argv }, 100, [check]);
      for (let wakes = 1; wakes <= rounds; wakes++) {
        const answers = Array.from({ length: clients }, () => get(address));
        for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
        await reportWhere(report, (it) => it.state === "waiting" && it.wakes === wakes, {
          what: `sleep ${wakes}`,
        });
      }
      expect(running.stderr).toBe("");
    },
  );
});
