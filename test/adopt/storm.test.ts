import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { fds } from "../harness/procs.js";
import { needs } from "../harness/servers.js";

const patience = { deadlineMs: 20_000 };

needs("cc").describe("a storm of binds", () => {
  let storm: string;
  let deny: string;

  beforeAll(() => {
    storm = compileC("adopt-storm");
    deny = compileC("adopt-deny");
  });

  test("under signals that restart system calls, every 30 µs, succeeds each time", async () => {
    const port = String(await freePort());
    const running = activateOn(port, [storm, port, "2000", "30"]);
    const [, good, ticks] = await running.line(/^(\d+) of 2000, (\d+) ticks,/, patience);
    expect(Number(good), running.stderr).toBe(2000);
    expect(Number(ticks)).toBeGreaterThan(100);
  });

  test("under signals that interrupt system calls, is not interrupted once it is being answered", async () => {
    const port = String(await freePort());
    const running = activateOn(port, [storm, port, "2000", "30", "interrupt"]);
    const [, good] = await running.line(/^(\d+) of 2000,.* (Success|Interrupted)/, patience);
    // Before that moment it may be; if it were afterwards too, hardly one would succeed.
    expect(Number(good)).toBeGreaterThan(200);
    expect(running.stderr).toBe("");
  });

  test("before Linux 5.19, where signals begin it anew or interrupt it, is never refused", async () => {
    for (const how of [[], ["interrupt"]]) {
      const port = String(await freePort());
      const argv = [
        deny,
        "WAIT_KILLABLE",
        "--",
        rouseExec,
        "--",
        storm,
        port,
        "2000",
        "1000",
        ...how,
      ];
      const running = activate([{ kind: "tcp", address: `127.0.0.1:${port}` }], argv);
      const [, good] = await running.line(/^(\d+) of 2000,.* (Success|Interrupted)/, patience);
      expect(Number(good)).toBeGreaterThan(how.length > 0 ? 1000 : 1999);
      expect(running.stderr).toBe("");
    }
  });

  test("leaves no descriptor open in rouse-exec", async () => {
    const port = String(await freePort());
    const script = '"$0" $1 1 & read line; "$0" $1 10000';
    const running = activateOn(port, ["sh", "-c", script, storm, port]);
    await running.line(/^1 of 1,/);
    const before = [...fds(running.pid)];
    running.stdin?.write("\n");
    await running.line(/^10000 of 10000,/, patience);
    expect([...fds(running.pid)]).toEqual(before);
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
