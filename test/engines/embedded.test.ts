import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { node } from "../cli/stand-in.js";
import { connect } from "../harness/connect.js";
import { kill } from "../harness/leftovers.js";
import { program, rouse as rousePath } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

let env: Record<string, string | undefined>;
let address: string;
let report: string;
let running: Running;

/** `rouse listen --name here`, which sleeps, where no service manager answers. */
beforeEach(async () => {
  const [home, runtime] = [tempDir(), tempDir()];
  env = { XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: undefined };
  mkdirSync(join(home, "systemd/user"), { recursive: true });
  address = `127.0.0.1:${await freePort()}`;
  report = join(runtime, "rouse/here.json");
  const server = ["python3", program("server.py"), "tcp", address];
  const listen = ["listen", address, "--name", "here", "--idle", "1h", "--", ...server];
  running = start([node, rousePath, ...listen], { env });
  await running.line(/^rouse: holding /, { deadlineMs: 60_000 });
  await reportState(report, "waiting");
});

async function rouse(...args: string[]) {
  const { code, stdout, stderr } = await run([node, rousePath, ...args], { env });
  return { code, stdout, stderr };
}

function endIt(): string {
  return `end it with Ctrl-C where it runs, or with \`kill ${running.pid}\``;
}

describe("a service in the foreground", () => {
  test.each<[words: string[], attempt: string, says: () => string]>([
    [["start"], "start", () => " and listens already: the next client starts its program"],
    [["start", "--now"], "start", () => " and listens already: the next client starts its program"],
    [["stop"], "stop", () => `; ${endIt()}`],
    [["stop", "--now"], "stop", () => `; ${endIt()}`],
    [["restart"], "restart", () => `; ${endIt()}, and start it again`],
    [
      ["edit"],
      "edit",
      () => ` and has no units; ${endIt()}, and start it again with other options`,
    ],
    [["rm"], "remove", () => ` and nothing was written for it; ${endIt()}`],
    [
      ["logs"],
      "show the logs of",
      () => " and keeps no log: what it says is on the stderr of `rouse listen`",
    ],
  ])("says what to do instead of `rouse %s`", async ([verb = "", ...options], attempt, says) => {
    const runs = `it runs in the foreground (\`rouse listen\`, process ${running.pid})`;
    expect(await rouse(verb, "here", ...options)).toEqual({
      code: 4,
      stdout: "",
      stderr: `rouse: cannot ${attempt} 'here': ${runs}${says()}\n`,
    });
    expect((await reportState(report, "waiting")).pid).toBe(running.pid);
  });

  test("is told before anything is done to the services beside it", async () => {
    const mark = ["[X-Rouse]", "Name=web", "Kind=add", "Version=0.1.0"];
    const socket = ["[Socket]", "ListenStream=127.0.0.1:1", ...mark, ""].join("\n");
    writeFileSync(join(env.XDG_CONFIG_HOME ?? "", "systemd/user/web.socket"), socket);
    const { code, stdout, stderr } = await rouse("stop", "web", "here");
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(/^rouse: cannot stop 'here': [^\n]*\n$/);
  });

  test("is named when another wants its address", async () => {
    const { code, stderr } = await rouse("listen", address, "--", "true");
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr:
        `rouse: cannot listen on ${address}: the service 'here' in the foreground (process ${running.pid}) has it; ` +
        `end it with \`kill ${running.pid}\`, or choose another address\n`,
    });
  });

  test("is none of the system's", async () => {
    const { code, stderr } = await rouse("stop", "here", "--system");
    expect(code).toBe(4);
    expect(stderr).not.toContain("in the foreground");
  });

  test("is not said to leave its clients waiting while it sleeps", async () => {
    const { stdout } = await rouse("status", "here");
    expect(stdout).toContain(`${address}, the next client wakes the program\n`);
    expect(stdout).not.toContain("in vain");
  });

  test("is shown by ls and status with the same state, and ends as it was said", async () => {
    const client = await connect(address);
    await reportState(report, "running");
    const [listed] = JSON.parse((await rouse("ls", "--json")).stdout).services;
    const shown = JSON.parse((await rouse("status", "here", "--json")).stdout);
    const state = { name: "here", scope: "foreground", unit: null, state: "awake", connections: 1 };
    expect(listed).toMatchObject({ ...state, listen: [address] });
    expect(shown).toMatchObject({ ...state, units: [], log: [], rouse_exec_pid: running.pid });
    client.destroy();
    await running.stop("SIGTERM");
    expect(readdirSync(dirname(report))).toEqual([]);
    expect((await rouse("stop", "here")).stderr).toMatch(/: run `rouse ls` to list them\n$/);
  });

  test("is a failed one when its rouse-exec was killed, until it is removed", async () => {
    kill(running.pid, "SIGKILL");
    await running.exit();
    const [listed] = JSON.parse((await rouse("ls", "--json")).stdout).services;
    const why = `its rouse-exec (process ${running.pid}) was killed, and nothing listens: start it again, or \`rouse rm here\``;
    expect(listed).toMatchObject({ name: "here", scope: "foreground", state: "failed", why });
    expect(await rouse("status", "here")).toMatchObject({ code: 3 });
    expect((await rouse("stop", "here")).stderr).toBe(
      `rouse: cannot stop 'here': its rouse-exec (process ${running.pid}) was killed; start it again with \`rouse listen --name\`\n`,
    );
    expect(readdirSync(dirname(report))).toEqual(["here.json", "here.json.lock"]);
    expect(await rouse("rm", "here")).toMatchObject({ code: 0, stdout: "here is removed\n" });
    expect(readdirSync(dirname(report))).toEqual([]);
    expect(JSON.parse((await rouse("ls", "--json")).stdout).services).toEqual([]);
  });
});
