import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { ask, connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const streams = ["tcp", "unix"] as const;
const kinds = [...streams, "udp"] as const;

/** Sockets that a manager holds, for a program that fails with status 3 until it is cured. */
async function holdFailing(kind: (typeof kinds)[number]) {
  const folder = tempDir();
  const address = kind === "unix" ? join(folder, "socket") : `127.0.0.1:${await freePort()}`;
  const [report, file] = [join(folder, "report.json"), join(folder, "cured")];
  const server = ["python3", program("fails-until.py"), file, kind, address];
  const argv = [rouseExec, "--retry", `--report=${report}`, "--", ...server];
  const manager = hold([{ kind, address }], argv);
  await manager.line(/^holding$/);
  const cured = { cure: () => writeFileSync(file, ""), spoil: () => rmSync(file) };
  return { manager, address, report, ...cured };
}

const isFailing = (least: number) => (report: { state: string; fails: number }) =>
  report.state === "failing" && report.fails >= least;

describe.each(kinds)("with --retry, a program that fails, %s,", (kind) => {
  test("is started again later and later, until it serves the client that waits", async () => {
    const { manager, address, report, cure } = await holdFailing(kind);
    const answer = kind === "udp" ? ask(address, "/") : get(address).then(({ body }) => body);
    const { next_try, last_exit } = await reportWhere(report, isFailing(2));
    expect(last_exit).toEqual({ code: 3, signal: null, reason: "exit" });
    if (next_try !== null) expect(Date.parse(next_try)).toBeGreaterThan(Date.now() - 60_000);
    cure();
    expect(JSON.parse(await answer).pid).toBeGreaterThan(0);
    const { next_try: none } = await reportWhere(report, ({ state }) => state === "running");
    expect(none).toBeNull();
    const lines = manager.stderr.match(/the program has failed \(status 3\): try .*/g);
    expect(lines?.slice(0, 2)).toEqual([
      "the program has failed (status 3): try 2 in 1 s, while a client waits",
      "the program has failed (status 3): try 3 in 2 s, while a client waits",
    ]);
  });

  test("is not started again after SIGTERM", async () => {
    const { manager, address, report } = await holdFailing(kind);
    if (kind === "udp") void ask(address, "/").catch(() => undefined);
    else await connect(address);
    await reportWhere(report, isFailing(1));
    process.kill(readReport(report)?.pid ?? 0, "SIGTERM");
    await manager.line(/^exited \d+ -15$/);
  });
});

describe.each(streams)("with --retry, the client of a program that fails, %s,", (kind) => {
  test.each(["closes", "resets", "closes its side of"] as const)(
    "%s the connection: rouse-exec ends as the program, and the queue is empty",
    async (how) => {
      const { manager, address, report, cure } = await holdFailing(kind);
      const client = await connect(address, { allowHalfOpen: true });
      await reportWhere(report, isFailing(1));
      if (how === "closes") client.destroy();
      else if (how === "resets" && kind === "tcp") client.resetAndDestroy();
      else if (how === "resets" || kind === "unix") client.destroy();
      else client.end();
      await manager.line(/^exited \d+ 3$/);
      expect(manager.stderr).toContain(
        "the program has failed (status 3), and nobody waits for it any more",
      );
      await pause(300);
      expect(manager.output.matches(/^started \d+$/)).toHaveLength(1);
      cure();
      expect((await get(address)).status).toBe(200);
    },
  );

  test("leaves, but another still waits, who is served", async () => {
    const { manager, address, report, cure } = await holdFailing(kind);
    const client = await connect(address);
    await reportWhere(report, isFailing(1));
    const answer = get(address);
    client.destroy();
    await reportWhere(report, isFailing(3));
    cure();
    expect((await answer).status).toBe(200);
    expect(manager.output.matches(/^started \d+$/)).toHaveLength(1);
  });
});

test.each(["--lazy", "--learn"])("--retry with %s is refused", async (option) => {
  const { code, stderr } = await run([rouseExec, "--retry", option, "--", "true"]);
  expect(code).toBe(125);
  expect(stderr).toMatch(
    /^rouse-exec: --retry ends rouse-exec when nobody waits any more, and --l/,
  );
});
