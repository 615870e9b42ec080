import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, connect } from "../harness/connect.js";
import { program, rouse as rousePath } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { node } from "./stand-in.js";

/** What a user types where there is no service manager of his. */
function inFolders() {
  const [home, runtime] = [tempDir(), tempDir()];
  const env = {
    XDG_CONFIG_HOME: home,
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: undefined,
  };
  const units = join(home, "systemd/user");
  mkdirSync(units, { recursive: true });
  mkdirSync(join(runtime, "rouse"), { mode: 0o700 });
  return {
    env,
    reports: join(runtime, "rouse"),
    rouse: async (...args: string[]) => {
      const { code, stdout, stderr } = await run([node, rousePath, ...args], { env });
      return { code, stdout, stderr };
    },
    start: (...args: string[]) => start([node, rousePath, ...args], { env }),
    writeSocket: (unit: string, ...lines: string[]) =>
      writeFileSync(join(units, unit), `${lines.join("\n")}\n`),
  };
}

describe("rouse ls", () => {
  test("says how to make a service where there is none", async () => {
    const { rouse } = inFolders();
    expect(await rouse("ls", "--user")).toEqual({
      code: 0,
      stdout: "",
      stderr:
        "rouse: no services yet: `rouse add NAME --listen 8080 -- COMMAND` makes one under systemd, and " +
        "`rouse listen 8080 --name NAME -- COMMAND` runs one in the foreground without it\n",
    });
    const { stdout } = await rouse("ls", "--user", "--json");
    expect(JSON.parse(stdout)).toEqual({ api_version: 1, services: [], problems: [] });
  });

  test("passes over sockets that Rouse did not write", async () => {
    const { rouse, writeSocket } = inFolders();
    writeSocket("other.socket", "[Socket]", "ListenStream=/run/other", "# [X-Rouse]");
    const { stdout } = await rouse("ls", "--user", "--json");
    expect(JSON.parse(stdout).services).toEqual([]);
  });

  test("tells what units say where no manager answers", async () => {
    const { rouse, writeSocket } = inFolders();
    const mark = ["[X-Rouse]", "Name=web", "Kind=add", "Version=0.1.0"];
    writeSocket("web.socket", "[Socket]", "ListenStream=127.0.0.1:8080", ...mark);
    const dns = ["ListenDatagram=127.0.0.1:53", "ListenStream=/run/a%%b", "Service=web.service"];
    writeSocket("web-2.socket", "[Socket]", ...dns, ...mark);
    const { code, stdout, stderr } = await rouse("ls", "--user");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^web +unknown +127\.0\.0\.1:8080 udp:127\.0\.0\.1:53 \/run\/a%b .* cannot be asked: rouse doctor$/m,
    );
    expect(stderr).toMatch(/^rouse: cannot reach the user service manager: [^\n]*\n$/);
    expect(await rouse("status", "web")).toMatchObject({ code: 3 });
  });

  test("shows services in the foreground while they run", async () => {
    const { rouse, start, reports } = inFolders();
    const address = `127.0.0.1:${await freePort()}`;
    const server = ["python3", program("server.py"), "tcp", address];
    const running = start("listen", address, "--name", "here", "--idle", "1h", "--", ...server);
    const file = join(reports, "here.json");
    await running.line(/^rouse: holding /);
    await reportState(file, "waiting");
    const line = async () => (await rouse("ls")).stdout.split("\n")[1];
    expect(await line()).toMatch(
      /^here +(foreground +)?asleep +\S+ +0 +\S+ M +0 +- +no client yet$/,
    );
    const client = await connect(address);
    await reportState(file, "running");
    expect(await line()).toMatch(/ awake .* 1 connection from 127\.0\.0\.1, awake for \d+:\d\d$/);
    const status = await rouse("status", "here");
    expect(status.code).toBe(0);
    expect(status.stdout).toContain("here, in the foreground: awake\n");
    client.destroy();
    await running.stop();
    expect(await line()).toBeUndefined();
    expect(await rouse("status", "here")).toMatchObject({ code: 4 });
  });

  test("shows a datagram socket by the address that `rouse listen` takes", async () => {
    const { rouse, start, reports } = inFolders();
    const address = `127.0.0.1:${await freePort()}`;
    const options = [`udp:${address}`, "--idle", "1h", "--name"];
    const server = ["--", "python3", program("server.py"), "udp", address];
    const running = start("listen", ...options, "here", ...server);
    await running.line(/^rouse: holding /);
    const file = join(reports, "here.json");
    await ask(address, "x");
    await reportState(file, "running");
    expect((await rouse("ls")).stdout.split("\n")[1]).toMatch(
      new RegExp(`^here .* udp:${address} +- .* no datagram for 0:\\d\\d$`),
    );
    expect(JSON.parse((await rouse("ls", "--json")).stdout).services).toMatchObject([
      { listen: [`udp:${address}`], connections: null },
    ]);
    const { stdout } = await rouse("status", "here");
    expect(stdout).toContain(`  listens  udp:${address}, taken by the program\n`);
    expect(stdout).toContain("after 1h without a datagram\n");
    const second = await rouse("listen", ...options, "there", ...server);
    expect(second.stderr).toContain("the service 'here' in the foreground");
  });

  test("fits the terminal, and cuts nothing for a pipe", async () => {
    const { rouse, writeSocket, env } = inFolders();
    const listen = `ListenStream=/run/${"long/".repeat(20)}socket`;
    writeSocket("web.socket", "[Socket]", listen, "[X-Rouse]", "Name=web");
    const { stdout } = await rouse("ls", "--user");
    expect(stdout).toContain("/socket ");
    expect(stdout).toContain("cannot be asked: rouse doctor\n");
    const argv = ["python3", program("narrow-pty.py"), "100", node, rousePath, "ls", "--user"];
    const shown = await run(argv, { env });
    const lines = shown.stdout.trimEnd().split(/\r?\n/);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines[1]).toMatch(/^web +unknown +\/run\/long\/\S*… /);
    expect(lines.join(" ")).toMatch(/ cannot be +asked: +rouse +doctor$/);
  });

  test("lets nothing from units and reports reach the terminal", async () => {
    const { rouse, writeSocket, reports } = inFolders();
    const evil = "a\u001b]0;b\u0007\u202ec\u0085";
    const mark = ["[X-Rouse]", `Name=${evil}\\nd\\x1b[2J`, "Kind=add", `Command=${evil}`];
    writeSocket("evil.socket", "[Socket]", `ListenStream=/run/${evil}`, ...mark);
    writeFileSync(join(reports, "web.json"), `{"version":1,"name":"${evil}"}`);
    for (const args of [["ls"], ["status", "evil.socket"], ["start", "\u001b"]]) {
      const { stdout, stderr } = await rouse(...args, "--user");
      expect(stdout + stderr).not.toMatch(/[^\n\P{C}]/u);
      expect(stdout + stderr).toContain("\\u{1b}");
    }
    const { stdout } = await rouse("ls", "--user");
    expect(stdout.split("\n")).toHaveLength(3);
    expect(stdout).toContain("\\u{a}d\\u{1b}[2J");
  });

  test.each([
    [["ls", "--user", "--system"], /--user and --system exclude each other; see `rouse ls --help`/],
    [["ls", "--all"], /unknown option '--all'/],
    [["ls", "web"], /unexpected argument 'web'; see `rouse ls --help`/],
    [
      ["status"],
      /NAME is missing: the name of the service \(`rouse ls` lists them\); see `rouse status/,
    ],
    [
      ["stop"],
      /NAME is missing: the names of the services \(`rouse ls` lists them\); see `rouse stop/,
    ],
    [["start", "--user", "--system", "x"], /exclude each other; see `rouse start --help`/],
  ])("refuses %j", async (args, sentence) => {
    const { code, stdout, stderr } = await inFolders().rouse(...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(/^rouse: [^\n]*\n$/);
    expect(stderr).toMatch(sentence);
  });

  test("names the first of several unknown services", async () => {
    const { stderr } = await inFolders().rouse("stop", "first", "second");
    expect(stderr).toMatch(/^rouse: there is no service 'first' that Rouse wrote/);
  });
});
