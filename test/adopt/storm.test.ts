import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { freePort } from "../harness/ports.js";
import { fds, status } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import { rouseExec } from "../harness/supervisor.js";

needs("cc").describe("a storm of binds", () => {
  let storm: string;

  beforeAll(() => {
    storm = compileC("adopt-storm");
  });

  test("under signals that restart system calls, every 30 µs, succeeds each time", async () => {
    const port = String(await freePort());
    const running = activateOn(port, [storm, port, "2000", "30"]);
    const [, good, ticks] = await running.line(/^(\d+) of 2000, (\d+) ticks$/, {
      deadlineMs: 20_000,
    });
    expect(Number(good), running.stderr).toBe(2000);
    expect(Number(ticks)).toBeGreaterThan(100);
  });

  test("leaves no descriptor open in rouse-exec", async () => {
    const port = String(await freePort());
    const script = '"$0" $1 1 & read line; "$0" $1 10000';
    const running = activateOn(port, ["sh", "-c", script, storm, port]);
    await running.line(/^1 of 1,/);
    const before = [...fds(running.pid)];
    running.stdin?.write("\n");
    await running.line(/^10000 of 10000,/, { deadlineMs: 20_000 });
    expect([...fds(running.pid)]).toEqual(before);
  });

  test("to netlink never comes to rouse-exec, when no unix socket is passed", async () => {
    const wakeUps = async (what: string) => {
      const port = String(await freePort());
      const running = activateOn(port, [storm, what, "500"]);
      await running.line(/^500 of 500,/);
      return Number(status(running.pid, "voluntary_ctxt_switches"));
    };
    expect(await wakeUps("0")).toBeGreaterThan(400);
    expect(await wakeUps("netlink")).toBeLessThan(100);
  });
});

function activateOn(port: string, argv: string[]) {
  return activate([{ kind: "tcp", address: `127.0.0.1:${port}` }], [rouseExec, ...argv]);
}
