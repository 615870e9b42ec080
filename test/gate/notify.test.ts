import { describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { startManager } from "../ready/service-manager.js";
import { kinds, newAddress } from "./addresses.js";
import { startGated } from "./gated.js";

/** Its checks have begun, since it listens. */
const isAwaited = ({ gate_failed }: Report) => gate_failed !== null;

describe.each(kinds)("%s: --ready-check=notify", (kind) => {
  test.each([[[]], [["--lazy"]]])(
    "opens at the program's READY=1 %s, and what else it says reaches the service manager",
    async (options) => {
      const address = await newAddress(kind);
      const report = `${tempDir()}/service.json`;
      const manager = await startManager();
      const own = [`--listen=${kind}:${address}`, "--ready-check=notify", `--report=${report}`];
      const command = ["python3", program("says-ready.py"), kind, address];
      const running = start([rouseExec, ...own, ...options, "--", ...command], {
        env: { ...process.env, ...manager.env },
      });
      await reportWhere(report, ({ pid }) => pid > 0, { what: "a report" });
      if (options.length > 0) await reportState(report, "waiting");
      const answer = get(address);
      const { program_pid, gate_failed } = await reportWhere(report, isAwaited, {
        what: "a shut gate",
      });
      expect(gate_failed).toBe("notify: the program has not said READY=1");
      process.kill(program_pid ?? 0, "SIGUSR1");
      expect((await answer).status).toBe(200);
      await manager.heard("FDSTORE=1");
      await manager.heard("STATUS=loaded");
      expect(manager.texts).toContain("STATUS=loaded\n");
      expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
      // Without a STATUS= of ours: the program has its own.
      await until(() => manager.texts.includes("READY=1"), { what: "READY=1 alone" });
      const senders = new Set(manager.messages.map(({ pid }) => pid));
      expect(senders).toEqual(new Set([running.pid]));
    },
  );

  test("opens at the READY=1 of a process that has ended meanwhile", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("says-and-ends.py"), kind, address];
    const checks = ["--ready-check=notify"];
    const { running, report } = await startGated("embedded", [{ kind, address }], checks, argv);
    const { program_pid } = await reportWhere(report, isAwaited, { what: "a shut gate" });
    await running.line(/^listens$/);
    process.kill(running.pid, "SIGSTOP");
    process.kill(program_pid ?? 0, "SIGUSR1");
    await running.line(/^told$/);
    process.kill(running.pid, "SIGCONT");
    expect((await get(address)).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(running.stderr).toBe("");
  });
});

test("the service manager is asked for more time as long as the gate is shut", async () => {
  const address = await newAddress("tcp");
  const manager = await startManager();
  const own = [`--listen=${address}`, "--ready-check=notify"];
  const command = ["python3", program("says-ready.py"), "tcp", address];
  start([rouseExec, ...own, "--", ...command], { env: { ...process.env, ...manager.env } });
  await manager.heard("EXTEND_TIMEOUT_USEC=30000000");
  expect(manager.texts.join("\n")).not.toContain("READY=1");
});
