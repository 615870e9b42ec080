import { mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect, converse, open } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, cmdline, descendants, threads } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { listen, node, shellLine } from "./stand-in.js";

const env = { ROUSE_EXEC_PATH: rouseExec };
const held = /^rouse: holding/;

/** Polled: what rouse-exec tried out before it waits may just be ending. */
async function expectNoProcess(above: number): Promise<void> {
  await expect.poll(() => descendants(above), { timeout: 60_000 }).toEqual([]);
}

describe("rouse listen", () => {
  test("wakes an unmodified Node server, lets it sleep, and wakes it again", async () => {
    const port = await freePort();
    const server = [node, program("http.mjs"), "127.0.0.1", String(port)];
    const runtime = tempDir();
    const report = join(runtime, "rouse/web.json");
    const running = start(
      [...listen, String(port), "--idle", "1s", "--name", "web", "--", ...server],
      { env: { ...env, XDG_RUNTIME_DIR: runtime } },
    );
    await running.line(held, { from: "stderr" });
    await reportState(report, "waiting");
    await expectNoProcess(running.pid);
    for (const wakes of [1, 2]) {
      const answer = JSON.parse((await get(`127.0.0.1:${port}`)).body);
      expect(answer).toMatchObject({ ppid: running.pid, peer: ["127.0.0.1", expect.any(Number)] });
      const slept = await reportWhere(
        report,
        (now) => now.state === "waiting" && now.wakes === wakes,
        { what: `sleep number ${wakes}` },
      );
      expect(slept).toMatchObject({ name: "web", pid: running.pid });
      await expectNoProcess(running.pid);
    }
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  });

  test("is rouse-exec and nothing else once it listens", async () => {
    const port = String(await freePort());
    const command = ["sleep", "60", "5"];
    const running = start([...listen, port, "--idle", "infinity", "--", ...command], { env });
    const expected = [
      "rouse-exec",
      `--listen=127.0.0.1:${port}`,
      ...["--lazy", "--exit-idle-time=infinity"],
      ...["--", ...command],
    ];
    await expect.poll(() => cmdline(running.pid), { timeout: 60_000 }).toEqual(expected);
    open(`127.0.0.1:${port}`).on("error", () => undefined);
    const started = () => children(running.pid).map((pid) => cmdline(pid));
    await expect.poll(started, { timeout: 60_000 }).toContainEqual(command);
    expect(readlinkSync(`/proc/${running.pid}/exe`)).toBe(rouseExec);
    expect(threads(running.pid)).toEqual([running.pid]);
  });

  test("gives the command its arguments as they are", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const command = ["sh", "-c", 'printf "<%s>" "$@"; echo', "sh", "", "a b", "--announce=x", ""];
    const running = start([...listen, address, "--", ...command], { env });
    await running.line(held, { from: "stderr" });
    open(address).on("error", () => undefined);
    await running.line(/^<><a b><--announce=x><>$/);
  });

  test.each([
    ["tcp", [], "refuses"],
    ["tcp", ["--no-connect-guard"], "answers"],
    ["unix", [], "stays"],
    ["unix", ["--no-path-guards"], "gone"],
  ])("answers calls of the program before its bind at %s %j: %s", async (kind, options, became) => {
    const address = kind === "unix" ? join(tempDir(), "web.sock") : `127.0.0.1:${await freePort()}`;
    const command = ["python3", program("guard-shows.py"), kind, address];
    const running = start([...listen, address, ...options, "--", ...command], { env });
    await running.line(held, { from: "stderr" });
    expect(await converse(address, "")).toBe(became);
  });

  test("gives the program the limit of open files of the shell", async () => {
    const port = await freePort();
    const serve = `require("http").createServer((q, r) => r.end(process.argv[1])).listen(${port})`;
    const limit = ["sh", "-c", `exec ${node} -e '${serve}' "$(ulimit -Sn)"`];
    start(shellLine("ulimit -Sn 512;", ...listen, String(port), "--", ...limit), { env });
    const ask = () =>
      get(`127.0.0.1:${port}`).then(
        (answer) => answer.body,
        () => "",
      );
    const body = await until(ask, { what: "an answer" });
    expect(body).toBe("512");
  });

  test.each([
    ["exit 3", { code: 3, signal: null }, "the program ended with status 3"],
    ["exit 0", { code: 0, signal: null }, "the program ended with status 0"],
    ["kill -KILL $$", { code: null, signal: "SIGKILL" }, "the program was ended by SIGKILL"],
  ])("says in one line how its command ended: %s", async (script, exit, words) => {
    const address = `127.0.0.1:${await freePort()}`;
    const running = start([...listen, address, "--", "sh", "-c", script], { env });
    await running.line(held, { from: "stderr" });
    // Refused or reset: the command ends before it has listened.
    open(address).on("error", () => undefined);
    expect(await running.exit()).toEqual(exit);
    const said = running.stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
    expect(said).toEqual([`rouse-exec: ${words}: nothing listens any more`]);
  });

  test("refuses the name of another that runs, and leaves its report alone", async () => {
    const runtime = tempDir();
    const named = async () => [...listen, `127.0.0.1:${await freePort()}`, "--name", "web", "--"];
    const own = { env: { ...env, XDG_RUNTIME_DIR: runtime } };
    const first = start([...(await named()), "sleep", "60"], own);
    await first.line(held, { from: "stderr" });
    const second = start([...(await named()), "sleep", "60"], own);
    expect(await second.exit()).toEqual({ code: 125, signal: null });
    expect(second.stderr).toBe(
      "rouse: cannot name a service 'web': rouse-exec keeps the report of another one under that name " +
        `(process ${first.pid}); choose another --name, or end that one: kill ${first.pid}\n`,
    );
    expect(await reportState(join(runtime, "rouse/web.json"), "waiting")).toMatchObject({
      pid: first.pid,
    });
    await first.stop();
    const third = start([...(await named()), "sleep", "60"], own);
    await third.line(held, { from: "stderr" });
  });

  test("refuses the name of a service with units, whose report is in the same place", async () => {
    const [runtime, config] = [tempDir(), tempDir()];
    mkdirSync(join(config, "systemd/user"), { recursive: true });
    const mark = ["[X-Rouse]", "Name=web", "Kind=add", "Version=0.1.0"];
    const unit = ["[Socket]", "ListenStream=127.0.0.1:1", ...mark, ""].join("\n");
    writeFileSync(join(config, "systemd/user/web.socket"), unit);
    const address = `127.0.0.1:${await freePort()}`;
    const own = { ...env, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config };
    const refused = start([...listen, address, "--name", "web", "--", "sleep", "60"], { env: own });
    expect(await refused.exit()).toEqual({ code: 125, signal: null });
    expect(refused.stderr).toBe(
      "rouse: cannot name a service 'web': web.service keeps its report under that name; choose another --name\n",
    );
  });

  test("says that it holds a socket when a client can connect, and not when none can", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const first = start([...listen, address, "--", "sleep", "60"], { env });
    await first.line(held);
    (await connect(address)).destroy();
    const second = start([...listen, address, "--", "sleep", "60"], { env });
    expect(await second.exit()).toEqual({ code: 125, signal: null });
    expect(second.stderr).toMatch(/^rouse-exec: cannot listen on [^\n]* has it;[^\n]*\n$/);
  });

  test("hands on what rouse-exec says and its status", async () => {
    const running = start([...listen, "@rouse-test", "--", "no-such-program"], { env });
    expect(await running.exit()).toEqual({ code: 127, signal: null });
    expect(running.stderr).toMatch(/^rouse-exec: .*'no-such-program'[^\n]*\n$/);
  });
});
