import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { fds, status } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { node, shellLine, standIn, startStandIn } from "./stand-in.js";

/** Where koffi cannot be loaded: as after `npm install --omit=optional`. */
const listen = [node, "--no-addons", rouse, "listen"];
const asks = [...listen, "8080", "--", "server"];

/** Whether Node can become rouse-exec: with more descriptors than these, which every child of this test run has, it cannot. */
const becomes = "execve" in process && ![...fds(process.pid).keys()].some(isInherited);

function isInherited(fd: number): boolean {
  if (fd <= 2 || !existsSync(`/proc/self/fdinfo/${fd}`)) return false;
  return (flags(process.pid, fd) & 0o2000000) === 0;
}

function flags(pid: number, fd: number): number {
  const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
  return Number.parseInt(info.match(/flags:\s+(\d+)/)?.[1] ?? "", 8);
}

describe("rouse listen without koffi", () => {
  test(`${becomes ? "becomes" : "runs"} rouse-exec with these arguments`, async () => {
    const { running, pid, argv } = await startStandIn(asks);
    expect(argv).toEqual([
      ...["--listen=127.0.0.1:8080", "--lazy", "--exit-idle-time=10min"],
      expect.stringMatching(/^--announce=/),
      ...["--", "server"],
    ]);
    expect(pid === running.pid).toBe(becomes);
  });

  test("starts it with signals as a program finds them: none ignored, none blocked", async () => {
    const { pid } = await startStandIn(asks);
    const masks = ["SigIgn", "SigBlk", "SigPnd", "ShdPnd"].map((key) => status(pid, key));
    expect(masks).toEqual(Array(4).fill("0000000000000000"));
  });

  needs("prlimit").test("starts it with the soft limit of open files of the shell", async () => {
    const { pid } = await startStandIn(shellLine("ulimit -Sn 512;", ...asks));
    const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
    expect(limits).toMatch(/^Max open files +512 /m);
  });

  test("starts it with descriptors that block, and with those that the caller passed", async () => {
    const passing = [
      "import os, socket, sys",
      "passed = socket.socket().detach(); os.dup2(passed, 7) if sys.argv[1] == 'pass' else None",
      "os.execvp(sys.argv[2], sys.argv[2:])",
    ].join("\n");
    for (const [what, expected] of [
      ["keep", false],
      ["pass", true],
    ] as const) {
      const { pid } = await startStandIn(["python3", "-c", passing, what, ...asks]);
      expect(fds(pid).has(7)).toBe(expected);
      expect(flags(pid, 2) & constants.O_NONBLOCK).toBe(0);
    }
  });

  test("says so when it cannot be executed", async () => {
    const broken = join(tempDir(), "rouse-exec");
    writeFileSync(broken, "#!/nowhere\n", { mode: 0o755 });
    const { code, stderr } = await run(asks, { env: { ROUSE_EXEC_PATH: broken } });
    expect(code).toBe(125);
    expect(stderr).toMatch(
      /^rouse: cannot execute '.*': execve\(2\) failed with ENOENT; correct ROUSE_EXEC_PATH or unset it\n$/,
    );
  });

  const serves = `require("node:net").createServer((c) => c.end("woken")).listen(+process.argv[1], "127.0.0.1")`;

  function ask(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const client = createConnection(port, "127.0.0.1");
      client.once("error", reject);
      client.once("data", (data) => resolve(`${data}`));
    });
  }

  test("is woken by a client, and ended by a signal as if it were rouse-exec", async () => {
    const port = await freePort();
    const words = [`${port}`, "--", node, "-e", serves, `${port}`];
    const running = start([...listen, ...words]);
    await running.line(/^rouse: holding /);
    expect(await ask(port)).toBe("woken");
    expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
    await until(() => running.survivors().length === 0, { what: "the end of all" });
  });

  test("ends with the status of the program", async () => {
    const port = await freePort();
    const running = start([...listen, `${port}`, "--", "sh", "-c", "exit 7"]);
    await running.line(/^rouse: holding /);
    createConnection(port, "127.0.0.1").once("error", () => undefined);
    expect(await running.exit()).toEqual({ code: 7, signal: null });
  });

  test("passes signals on where it stays above rouse-exec", async () => {
    const marks = join(tempDir(), "marks");
    const body = `trap 'echo usr1 >>${marks}' USR1; trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done`;
    const path = standIn();
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    const more = openSync("/dev/null", "r");
    const running = start(asks, { env: { ROUSE_EXEC_PATH: path }, fds: [more] });
    closeSync(more);
    await running.line(/^ready$/);
    running.signal("SIGUSR1");
    await until(() => readMarks(marks) === "usr1\n", { what: "SIGUSR1 to be passed on" });
    expect(await running.stop()).toEqual({ code: 3, signal: null });
  });
});

function readMarks(path: string): string {
  return readFileSync(path, { encoding: "utf8", flag: "a+" });
}
