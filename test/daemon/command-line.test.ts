import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { daemonSchema } from "../../src/daemon/response-documents.js";
import { get } from "../harness/http.js";
import { rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { untilQuick } from "../harness/until.js";
import { startService } from "./services.js";

const node = process.execPath;

/** What a user types, in a runtime folder of its own. */
function inFolder() {
  const runtime = tempDir();
  const env = { XDG_RUNTIME_DIR: runtime, NOTIFY_SOCKET: undefined };
  return {
    folder: join(runtime, "rouse"),
    socket: join(runtime, "rouse/daemon.sock"),
    rouse: (...args: string[]) => run([node, rouse, ...args], { env }),
    async daemon(...args: string[]) {
      const running = start([node, rouse, "daemon", "run", ...args], { env });
      await running.line(/^rouse: serving at /);
      return running;
    },
  };
}

describe("rouse daemon", () => {
  test("runs once, is found, tells what it sees, and stops", async () => {
    const { folder, socket, rouse, daemon } = inFolder();
    const service = await startService(folder, "web");
    const running = await daemon();
    expect(running.stderr).toBe(`rouse: serving at unix://${socket}\n`);

    const { code, stdout, stderr } = await rouse("daemon", "status");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(
      new RegExp(` at unix://${socket}, on a socket of its own, process ${running.pid},`),
    );
    expect(second).toBe("services: 1 asleep");
    await get(`127.0.0.1:${service.port}`);
    await service.until("running");
    expect((await rouse("daemon", "status")).stdout).toContain("services: 1 awake\n");

    const another = await rouse("daemon", "run");
    expect(another.code).toBe(125);
    expect(another.stderr).toContain(
      `cannot start the daemon 'rouse': it is already running, as process ${running.pid} at unix://${socket}`,
    );

    expect(await rouse("daemon", "stop")).toMatchObject({ code: 0, stdout: "" });
    await running.exit();
    expect(await rouse("daemon", "stop")).toMatchObject({ code: 3 });
  });

  test("stops as it is told, and says so", async () => {
    const { rouse, daemon } = inFolder();
    const stop = async () => {
      const running = await daemon();
      const { stderr } = await rouse("daemon", "stop");
      const exit = await running.exit();
      return exit.signal !== "SIGKILL" && { exit, stderr, pid: running.pid };
    };
    // After two seconds it is killed, which is another sentence.
    const { exit, stderr, pid } = await untilQuick(stop, "a daemon that ends in time");
    expect(stderr).toBe(`rouse: the daemon is stopped: process ${pid} ended\n`);
    expect(exit).toEqual({ code: 0, signal: null });
  });

  test("says that it does not run, with status 3, also as JSON", async () => {
    const { rouse } = inFolder();
    const text = await rouse("daemon", "status");
    expect(text).toMatchObject({ code: 3, stdout: "" });
    expect(text.stderr).toMatch(
      /^rouse: the daemon of Rouse is not running: start it with [^\n]*\n$/,
    );
    const json = await rouse("daemon", "status", "--json");
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toEqual({ api_version: 1, service: "rouse", running: false });
  });

  test("status --json has where it is", async () => {
    const { socket, rouse, daemon } = inFolder();
    const running = await daemon();
    const { stdout } = await rouse("daemon", "status", "--server", `unix://${socket}`, "--json");
    const {
      running: isRunning,
      network,
      address,
      port,
      status,
      problems,
      ...rest
    } = JSON.parse(stdout);
    expect({ isRunning, network, address, port, status, problems }).toEqual({
      isRunning: true,
      network: "unix",
      address: socket,
      port: null,
      status: "ok",
      problems: [],
    });
    expect(daemonSchema.parse(rest)).toMatchObject({ pid: running.pid, activated: false });
  });

  test("on a port asks for the token, which its owner's commands find by themselves", async () => {
    const { rouse, daemon } = inFolder();
    const address = `127.0.0.1:${await freePort()}`;
    const running = await daemon("--server", address);
    expect((await get(address, { path: "/v1", headers: { host: address } })).status).toBe(401);
    await running.line(/^rouse: refused a client: the request has no Authorization/);
    for (const args of [[], ["--server", address]]) {
      const { code, stdout } = await rouse("daemon", "status", ...args);
      expect(code).toBe(0);
      expect(stdout).toContain(` at http://${address},`);
    }
  });

  test.each([
    [["daemon", "run", "--server", "192.168.1.7:80"], /192\.168\.1\.7/],
    [["daemon", "status", "--server", "unix://a.sock"], /absolute/],
    [["daemon", "run", "--idle", "soon"], /cannot read the time span 'soon'/],
    [["daemon", "fly"], /unknown command 'fly'.*see `rouse daemon --help`/],
    [
      ["ls", "--server", "127.0.0.1:1"],
      /^rouse: unknown option '--server'; see `rouse ls --help`$/m,
    ],
    [["--server", "127.0.0.1:1", "ls"], /^rouse: unknown option '--server'/],
    [["daemon", "stop", "--server", "127.0.0.1:1"], /^rouse: unknown option '--server'/],
    [["daemon", "status", "--server", "unix:///nonexistent/s"], /cannot reach .*ENOENT/],
  ])("refuses %j in one sentence", async (args, sentence) => {
    const { code, stdout, stderr } = await inFolder().rouse(...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(/^rouse: [^\n]*\n$/);
    expect(stderr).toMatch(sentence);
  });
});
