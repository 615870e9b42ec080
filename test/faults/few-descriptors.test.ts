import { expect, test } from "vitest";
import { runSteps, type Step } from "../adopt/steps.js";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

/** More than it needs, and all that are less. */
const limits = Array.from({ length: 13 }, (_, n) => n + 4);

needs("cc", "prlimit").test(
  "with too few descriptors rouse-exec ends with a sentence at once, or it serves, sleeps and wakes",
  async () => {
    const server = compileC("sleep-server");
    const outcomes = await Promise.all(limits.map((limit) => tryLimit(limit, server)));
    const served = outcomes.filter((outcome) => outcome === "served");
    const refused = outcomes.filter((outcome) => outcome === "refused");
    expect(outcomes).toEqual([...refused, ...served]);
    expect(served.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
  },
);

async function tryLimit(limit: number, server: string): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const report = `${tempDir()}/service.json`;
  const options = [`--listen=${address}`, "--lazy", "--exit-idle-time=100ms", `--report=${report}`];
  const limited = ["prlimit", `--nofile=${limit}`, rouseExec, ...options];
  const running = start([...limited, "--", server, "tcp", address]);
  const isUp = () => readReport(report)?.state === "waiting" || running.hasEnded;
  await until(isUp, { what: `the outcome with ${limit} descriptors` });
  if (running.hasEnded) {
    expect(await running.exit()).toEqual({ code: 125, signal: null });
    expect(running.stderr).toMatch(
      /^rouse-exec: .*(No file descriptors available|Too many open files)\n$/,
    );
    return "refused";
  }
  for (const run of [1, 2]) {
    expect((await get(address)).status, `${limit}: ${running.stderr}`).toBe(200);
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === run);
  }
  expect(running.stderr).toBe("");
  return "served";
}

test("a program at its limit adopts: the passed socket takes the number of its own", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const bind = { kind: "tcp", address } as const;
  const fill: Step[] = Array.from({ length: 30 }, () => ({ ...bind, do: "socket" }) as const);
  const { taken, results } = await runSteps(
    [bind],
    [
      { ...bind, do: "socket", as: "first" },
      { do: "limit", files: 16 },
      ...fill,
      { ...bind, of: "first", listen: 5 },
    ],
  );
  expect(results.filter(({ errno }) => errno === "EMFILE").length).toBeGreaterThan(10);
  expect(taken.at(-1)).toBe(0);
});
