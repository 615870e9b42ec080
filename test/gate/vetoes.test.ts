import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { newAddress } from "./addresses.js";
import { failedBy, modes, startGated } from "./gated.js";

/** Long enough for a check that is tried again to be tried. */
const noticedMs = 300;

describe.each(modes)("%s, %s:", (kind, maker) => {
  test.each([
    ["http:/health,socket=second", "loads", "answered 503"],
    ["tcp,socket=second", "binds", "does not listen yet"],
  ])(
    "clients of both sockets wait for %s, whatever the first socket answers",
    async (check, way, how) => {
      const first = await newAddress(kind);
      const second = await newAddress(kind);
      const sockets = [
        { kind, address: first, name: "first" },
        { kind, address: second, name: "second" },
      ];
      const options = ["--ready-check=http:/,socket=first", `--ready-check=${check}`];
      const argv = ["python3", program("two-sockets.py"), kind, first, second, way];
      const { report } = await startGated(maker, sockets, options, argv);
      const answers = [get(first), get(second)];
      const { program_pid, gate } = await failedBy(report, `${check}: ${how}`);
      expect(gate).toBe("shut");
      process.kill(program_pid ?? 0, "SIGUSR1");
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      expect(statuses).toEqual([200, 200]);
      expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    },
  );

  test("an answer that follows 100 and 103 is the one that counts", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("loads.py"), "accept", kind, address, "hints"];
    const options = ["--ready-check=http:/health"];
    const { report } = await startGated(maker, [{ kind, address }], options, argv);
    const answer = get(address);
    const { program_pid } = await failedBy(report, "http:/health: answered 503");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
  });
});

test("a check is not tried again before the interval is over, however long it is", async () => {
  const address = await newAddress("tcp");
  const tries = `${tempDir()}/tries`;
  // 33 ms more than 2 to the power of 32 µs.
  const options = [`--ready-check=exec:echo x >>${tries}; false`, "--ready-check-interval=4295s"];
  const argv = ["python3", program("loads.py"), "accept", "tcp", address];
  const { report } = await startGated("embedded", [{ kind: "tcp", address }], options, argv);
  await reportWhere(report, ({ gate_failed }) => gate_failed !== null, { what: "a failed check" });
  await pause(noticedMs);
  expect(readFileSync(tries, "utf8")).toBe("x\n");
});
