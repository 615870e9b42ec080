import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program, root, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A step of the wall clock cannot be tried: no namespace has one of its own. So by reading. */
test("the wall clock is read for the times in the report and the hours of --awake, and by nothing else that waits", () => {
  const folder = join(root, "rouse-exec");
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sources = all.filter((name) => /\.[ch]$/.test(name) && !/^(fuzz|build)\//.test(name));
  expect(sources.length).toBeGreaterThan(100);
  // CLOCK_BOOTTIME, in which processes have their start times, takes no steps either.
  const wall =
    /CLOCK_(?!(?:MONOTONIC|BOOTTIME)\b)\w+|\bgettimeofday\(|\btime\((NULL|0|&)|\balarm\(|\btimerfd_/;
  const users = sources.filter((name) => wall.test(readFileSync(join(folder, name), "utf8")));
  const hours = ["idle/hours.c", "idle/hours.h", "idle/hours_timer.c"];
  expect(users.sort()).toEqual([...hours, "report/times.c"]);
  const report = readFileSync(join(folder, "report/times.c"), "utf8");
  expect(report.match(/CLOCK_REALTIME/g)).toHaveLength(1);
});

needsRoot("unshare").test(
  "where CLOCK_MONOTONIC is 30 years on, it sleeps in time and the report tells the wall clock",
  async () => {
    const report = `${tempDir()}/service.json`;
    const address = `127.0.0.1:${await freePort()}`;
    const options = [`--listen=${address}`, "--lazy", "--exit-idle-time=300ms"];
    const server = ["python3", program("server.py"), "tcp", address];
    const elsewhere = ["unshare", "--time", "--monotonic", "946080000", "--fork", "--kill-child"];
    start([...elsewhere, rouseExec, ...options, `--report=${report}`, "--", ...server]);
    await reportState(report, "waiting");
    const began = Date.now();
    await get(address);
    const { started_at, since } = await reportWhere(
      report,
      ({ state, wakes }) => state === "waiting" && wakes === 1,
    );
    expect(Date.parse(started_at ?? "")).toBeGreaterThanOrEqual(began - 1);
    expect(Date.parse(since) - Date.parse(started_at ?? "")).toBeGreaterThanOrEqual(300);
    expect(Date.parse(since)).toBeLessThanOrEqual(Date.now() + 1);
  },
);
