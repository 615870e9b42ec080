import { describe, expect, test } from "vitest";
import { stepsCommand } from "../adopt/steps.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { Learning, reuse } from "./learned.js";

const learn = [rouseExec, "--learn"];

test("without --report what it learns is said, a line each", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const steps = stepsCommand([{ kind: "tcp", address, listen: 5, options: reuse }]);
  const running = start([...learn, "--", ...steps]);
  await running.line(/^ready$/);
  const lines = running.stderr.split("\n").map((line) => line.replace(/\S+ \(\d+\)/, "NAME (PID)"));
  expect(lines).toEqual([
    `rouse-exec: NAME (PID) binds tcp:${address}`,
    `rouse-exec: NAME (PID) listens on tcp:${address}`,
    "",
  ]);
});

test("with --report it says nothing", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const learning = new Learning(
    stepsCommand([{ kind: "tcp", address, listen: 5, options: reuse }]),
  );
  await learning.running.line(/^ready$/);
  expect(learning.running.stderr).toBe("");
});

describe("--learn", () => {
  test.each([0, 7, 255])("ends with the program's status %i", async (code) => {
    expect(await run([...learn, "sh", "-c", `exit ${code}`])).toMatchObject({ code, signal: null });
  });

  test("passes SIGTERM on and ends by it", async () => {
    const running = start([...learn, "python3", program("learn-family.py"), "0", "0", "0", "0"]);
    await running.line(/^0 \d+$/, { nth: 4 });
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(running.survivors()).toEqual([]);
  });

  test.each(["--lazy", "--exit-idle-time=10s"])(
    "with %s is refused: status 125",
    async (option) => {
      const ended = await run([...learn, option, "--", "echo", "ran"]);
      expect(ended).toEqual({
        code: 125,
        signal: null,
        stdout: "",
        stderr:
          "rouse-exec: --learn runs PROGRAM once and adopts nothing, so it cannot wake it or put it " +
          `to sleep: leave out ${option.replace(/=.*/, "")}\n`,
      });
    },
  );

  test("allows an idle time of never", async () => {
    const ended = await run([...learn, "--exit-idle-time=infinity", "--", "echo", "ran"]);
    expect(ended).toMatchObject({ code: 0, stdout: "ran\n" });
  });
});
