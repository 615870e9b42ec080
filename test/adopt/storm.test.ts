import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, fdsAtRest, stat } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import type { Running } from "../harness/start.js";
import { until } from "../harness/until.js";

/** Each bind waits for the processor twice. */
const patience = { deadlineMs: 100_000 };
/** GOOD of ALL, and why one was refused. */
const summary = /^(\d+) of (\d+), (.*)$/;

needs("cc").describe("a storm of binds", () => {
  let storm: string;
  let interrupted: string;
  let deny: string;

  beforeAll(() => {
    storm = compileC("adopt-storm");
    interrupted = compileC("adopt-interrupted");
    deny = compileC("adopt-deny");
  });

  test("under signals that restart system calls, succeeds each time", async () => {
    const port = String(await freePort());
    const running = activateOn(port, [storm, port, "1000", "1000"]);
    const [, good, all, refusal] = await running.line(summary, patience);
    expect({ good, refusal }, running.stderr).toEqual({ good: all, refusal: "Success" });
  });

  test("under signals that interrupt system calls, is not interrupted while it is being answered", async () => {
    const port = String(await freePort());
    const running = activateOn(port, [interrupted, port]);
    await running.line(/^begins$/);
    const [binder = 0] = children(running.pid);
    for (let nth = 1; nth <= 20; nth++) {
      await standWhileAnswering(running, binder);
      process.kill(binder, "SIGALRM");
      running.signal("SIGCONT");
      await running.line(/^signal$/, { nth });
    }
    expect(running.output.matches(/^interrupted$/)).toEqual([]);
    expect(running.stderr).toBe("");
  });

  test.each([
    ["begin it anew", []],
    ["interrupt it", ["interrupt"]],
  ])("before Linux 5.19, where signals %s, is never refused", async (_, how) => {
    const port = String(await freePort());
    const lacking = [deny, "WAIT_KILLABLE", "--"];
    const argv = [...lacking, rouseExec, "--", storm, port, "1000", "1000", ...how];
    const running = activate([{ kind: "tcp", address: `127.0.0.1:${port}` }], argv);
    const [, , , refusal] = await running.line(summary, patience);
    expect(refusal).toBe("Success");
    expect(running.stderr).toBe("");
  });

  test("leaves no descriptor open in rouse-exec", async () => {
    const port = String(await freePort());
    const script = '"$0" $1 1 & read line; "$0" $1 2000';
    const running = activateOn(port, ["sh", "-c", script, storm, port]);
    await running.line(/^1 of 1,/);
    const before = await fdsAtRest(running.pid);
    running.stdin?.write("\n");
    await running.line(/^2000 of 2000,/, patience);
    expect(await fdsAtRest(running.pid)).toEqual(before);
  });

  test("to netlink never comes to rouse-exec, when no unix socket is passed", async () => {
    const port = String(await freePort());
    const script = 'echo ready; read line; "$0" netlink 500 & "$0" 0 5 & wait';
    const running = activateOn(port, ["sh", "-c", script, storm]);
    await running.line(/^ready$/);
    running.signal("SIGSTOP");
    running.stdin?.write("\n");
    await running.line(/^500 of 500,/);
    expect(running.output.matches(/^5 of 5,/)).toEqual([]);
    running.signal("SIGCONT");
    await running.line(/^5 of 5,/);
  });
});

function activateOn(port: string, argv: string[]) {
  return activate([{ kind: "tcp", address: `127.0.0.1:${port}` }], [rouseExec, ...argv]);
}

/** Stops rouse-exec between its receipt of a bind and its answer: only then the wait of who binds is uninterruptible (D). */
async function standWhileAnswering(running: Running, binder: number): Promise<void> {
  const stands = async () => {
    running.signal("SIGSTOP");
    await until(() => stat(running.pid)?.state === "T", { what: "rouse-exec to stand" });
    if (stat(binder)?.state === "D") return true;
    running.signal("SIGCONT");
    return false;
  };
  await until(stands, { everyMs: 1, what: "rouse-exec to stand with a bind in its hands" });
}
