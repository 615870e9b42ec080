import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { holdAsleep } from "./asleep.js";

test("a program that saves while its main thread waits for signals is told to stop once", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const argv = ["python3", program("stop-saves.py"), String(port)];
  const { running, report } = await holdAsleep({ kind: "tcp", address, argv }, 100);
  for (let sleep = 1; sleep <= 2; sleep++) {
    expect((await get(address)).body).toBe("hello");
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === sleep);
    await running.line(/^(saved|cut off)$/, { nth: sleep });
  }
  expect(running.output.matches(/^(saved|cut off)$/).map(([line]) => line)).toEqual([
    "saved",
    "saved",
  ]);
  expect(running.stderr).toBe("");
});
