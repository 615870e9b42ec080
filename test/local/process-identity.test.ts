import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkLiveness,
  ownIdentity,
  type ProcessIdentity,
} from "../../src/local/process/process-identity.js";
import { terminateProcess } from "../../src/local/process/terminate-process.js";
import { readProcessRecord } from "../../src/sys/processes/process-record.js";
import { splitCommandLine } from "../../src/sys/processes/split-command-line.js";
import { root as checkout } from "../harness/paths.js";
import { cmdline, isAlive, stat, threads } from "../harness/procs.js";
import { needsRoot } from "../harness/root.js";
import { type Running, run, start } from "../harness/start.js";
import { until, untilQuick } from "../harness/until.js";
import { identify } from "./identify.js";

const root = needsRoot("unshare");

/** Starts a shell with these arguments after its own, which runs until its stdin ends; it is past execve then. */
async function launch(args: string[] = [], options = {}): Promise<Running> {
  const running = start(["/bin/sh", "-c", "echo up; read _; :", "sh", ...args], options);
  await running.line(/^up$/);
  return running;
}

/** Expects that the running process is not taken for the one with this identity, and gets no signal. */
async function expectUntouched(identity: ProcessIdentity, running: Running): Promise<void> {
  const { is } = checkLiveness(identity);
  expect(is).not.toBe("alive");
  const ending = await terminateProcess(identity, 50);
  expect(ending.ended).toBe(is === "gone");
  expect(isAlive(running.pid)).toBe(true);
}

test("a process is alive, and gone when it has ended", async () => {
  const running = await launch();
  const identity = identify(running.pid);
  expect(checkLiveness(identity).is).toBe("alive");
  await running.stop("SIGKILL");
  expect(checkLiveness(identity)).toEqual({
    is: "gone",
    why: `no process has the pid ${running.pid}`,
  });
});

test("the identity of this process is the one that other processes see", () => {
  expect(ownIdentity()).toEqual(identify(process.pid));
  expect(checkLiveness(ownIdentity()).is).toBe("alive");
});

test("a zombie is gone", async () => {
  const parent = start([
    "/bin/sh",
    "-c",
    "exec 3<&0; sh -c 'echo up; read _' <&3 & echo $!; exec sleep 60",
  ]);
  const pid = Number((await parent.line(/^(\d+)$/))[1]);
  await parent.line(/^up$/);
  const identity = identify(pid);
  expect(checkLiveness(identity).is).toBe("alive");
  parent.stdin?.end();
  await until(() => stat(pid)?.state === "Z", { what: "the child to be a zombie" });
  expect(checkLiveness(identity)).toMatchObject({
    is: "gone",
    why: expect.stringContaining("has ended"),
  });
});

/** Starts a process whose main thread has ended. It shows no command line: its identity is unknown. */
async function launchWithoutMainThread() {
  const script = [
    "import ctypes, threading, time",
    "threading.Thread(target=time.sleep, args=(600,)).start()",
    "print('up', flush=True)",
    "ctypes.CDLL(None).pthread_exit(None)",
  ];
  const running = start(["python3", "-c", script.join("\n")]);
  await running.line(/^up$/);
  await until(() => stat(running.pid)?.state === "Z", { what: "its first thread to end" });
  return { running, identity: { ...identify(running.pid), commandLine: ["python3"] } };
}

test("a process whose main thread has ended is not gone while others run, and is left alone", async () => {
  const { running, identity } = await launchWithoutMainThread();
  expect(checkLiveness(identity).is).toBe("unknown");
  expect(await terminateProcess(identity, 50)).toMatchObject({ ended: false });
  expect(threads(running.pid)).toHaveLength(2);
});

test("the end of a process whose main thread had ended is noticed while we look", async () => {
  const end = async () => {
    const { running, identity } = await launchWithoutMainThread();
    const ending = terminateProcess(identity, 50);
    running.signal("SIGKILL");
    const found = await ending;
    return found.ended && found;
  };
  // We look for half a second; a killed process of a busy machine may be longer there.
  expect(await untilQuick(end, "its end to be noticed")).toEqual({ ended: true, by: "itself" });
});

describe("counts as gone, and gets no signal", () => {
  test.each<[string, (identity: ProcessIdentity) => Partial<ProcessIdentity>]>([
    ["another start time", ({ startTime }) => ({ startTime: startTime.replace(/\d$/, "x") })],
    ["a start before the last boot", () => ({ startTime: `${"0".repeat(36)}:1` })],
    ["another program", () => ({ commandLine: ["vim"] })],
    ["fewer arguments", ({ commandLine }) => ({ commandLine: commandLine.slice(0, -1) })],
    ["more arguments", ({ commandLine }) => ({ commandLine: [...commandLine, ""] })],
  ])("a pid with %s", async (_, change) => {
    const running = await launch(["daemon", "run"]);
    const identity = identify(running.pid);
    expect(checkLiveness({ ...identity, ...change(identity) }).is).toBe("gone");
    await expectUntouched({ ...identity, ...change(identity) }, running);
  });

  test("the largest possible pid, and the pid of this process with another start time", () => {
    const own = ownIdentity();
    expect(checkLiveness({ ...own, pid: 2 ** 22 }).is).toBe("gone");
    expect(checkLiveness({ ...own, startTime: own.startTime.replace(/\d+$/, "1") }).is).toBe(
      "gone",
    );
  });

  test("a process that became another program", async () => {
    const running = start(["/bin/sh", "-c", "echo up; read _; exec sleep 60"]);
    await running.line(/^up$/);
    const identity = identify(running.pid);
    expect(checkLiveness(identity).is).toBe("alive");
    running.stdin?.end();
    await until(() => cmdline(running.pid)[0] === "sleep", { what: "the shell to become sleep" });
    expect(checkLiveness(identity).why).toContain("runs another program");
    await expectUntouched(identity, running);
  });

  test("a process that began before the last boot, in any pid namespace", () => {
    const before = { startTime: `${"0".repeat(36)}:1`, pidNamespace: "1" };
    expect(checkLiveness({ ...ownIdentity(), ...before }).why).toBe(
      "it began before the last boot",
    );
  });

  root.test("a pid that the kernel has given to the same program again", async () => {
    const program = join(checkout, "test/local/programs/reused-pid.mjs");
    const argv = ["unshare", "--pid", "--fork", "--mount-proc", process.execPath, program];
    const { stdout, stderr } = await run(argv);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      isSamePid: true,
      isSameCommandLine: true,
      before: "alive",
      after: { is: "gone", why: expect.stringContaining("was given to another process") },
      ending: { ended: true, by: "itself" },
      second: "alive",
    });
  });
});

describe("is unknown, and gets no signal", () => {
  test("a process of another pid namespace", async () => {
    const running = await launch();
    const identity = { ...identify(running.pid), pidNamespace: "1" };
    expect(checkLiveness(identity)).toEqual({
      is: "unknown",
      why: "it is in another pid namespace",
    });
    await expectUntouched(identity, running);
  });

  root.test("a process of another user", async () => {
    const running = await launch([], { uid: 65534, gid: 65534 });
    const identity = identify(running.pid);
    expect(checkLiveness(identity)).toEqual({ is: "unknown", why: "it belongs to user 65534 now" });
    await expectUntouched(identity, running);
  });

  root.test("any process, when /proc is that of another pid namespace", async () => {
    const script = `
      const { checkLiveness, ownIdentity } = await import("${checkout}/build/src/local/process/process-identity.js");
      const identity = JSON.parse(process.argv[1]);
      let code;
      try { ownIdentity(); } catch (error) { code = error.code; }
      console.log(checkLiveness(identity).is, code);`;
    const node = [process.execPath, "--input-type=module", "-e", script];
    const { stdout } = await run([
      "unshare",
      "--pid",
      "--fork",
      ...node,
      JSON.stringify(ownIdentity()),
    ]);
    expect(stdout).toBe("unknown PROC_UNREADABLE\n");
  });
});

root.test("a pid that /proc hides belongs to another user", async () => {
  const other = await launch();
  const script = `
    const { checkLiveness } = await import("${checkout}/build/src/local/process/process-identity.js");
    console.log(JSON.stringify(checkLiveness(JSON.parse(process.argv[1]))));`;
  const node = [process.execPath, "--input-type=module", "-e", script];
  const identity = JSON.stringify(identify(other.pid));
  for (const hidepid of [1, 2]) {
    const hide = `mount -t proc -o hidepid=${hidepid} proc /proc && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`;
    const argv = ["unshare", "--mount", "/bin/sh", "-c", hide, "sh", ...node, identity];
    expect(JSON.parse((await run(argv)).stdout)).toEqual({
      is: "gone",
      why: `the pid ${other.pid} belongs to another user`,
    });
  }
});

const runs = [
  ["daemon", "run"],
  ["daemon", "run", "--verbose"],
  ["daemon", "--verbose", "run"],
  ["daemon", "-v", "--config", "/etc/x.toml", "run"],
  ["daemon", "  run"],
  ["daemon", "\trun"],
  ["daemon", "", "run"],
  ["daemon run"],
  ["daemon", "run\n"],
  ["dæmon", "\u{1f600}"],
];

test.each(runs.map((args) => [args]))(
  "the command line %j is distinguished from the others",
  async (args) => {
    const running = await launch(args);
    const identity = identify(running.pid);
    expect(identity.commandLine.slice(4)).toEqual(args);
    const shell = identity.commandLine.slice(0, 4);
    const results = runs.map(
      (other) => checkLiveness({ ...identity, commandLine: [...shell, ...other] }).is,
    );
    expect(results.filter((is) => is === "alive")).toHaveLength(1);
  },
);

test.each(
  [
    ...[
      ["daemon", "status"],
      ["daemon", "stop"],
      ["daemon", "logs"],
      ["/run/user/1/x daemon status"],
    ],
    ...[
      ["/var/run/x"],
      ["--dry-run"],
      ["--run-once"],
      ["status", "--output", "run"],
      ["status", "run"],
    ],
    ...[["stop", "--format", "run"], ["review"], ["vim"], []],
  ].map((args) => [args]),
)("%j is not taken for `daemon run`", async (args) => {
  const running = await launch(args);
  const identity = identify(running.pid);
  const shell = identity.commandLine.slice(0, 4);
  const recorded = { ...identity, commandLine: [...shell, "daemon", "run"] };
  expect(checkLiveness(recorded).is).toBe("gone");
  await expectUntouched(recorded, running);
});

test("a command line longer than 4096 bytes is compared by its first 4096", async () => {
  const running = await launch(["x".repeat(3000), "y".repeat(3000)]);
  const identity = identify(running.pid);
  expect(Buffer.byteLength(identity.commandLine.join("\0"))).toBe(4096);
  expect(checkLiveness(identity).is).toBe("alive");
});

test("splitCommandLine gives back the arguments", () => {
  const args = fc.array(
    fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(args, (argv) => {
      const bytes = Buffer.from(argv.map((arg) => `${arg}\0`).join(""));
      expect(splitCommandLine(bytes)).toEqual(argv);
    }),
  );
  expect(splitCommandLine(Buffer.alloc(0))).toEqual([]);
  expect(splitCommandLine(Buffer.from("written over"))).toEqual(["written over"]);
  expect(() =>
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void splitCommandLine(bytes))),
  ).not.toThrow();
});

test("the record of a process has what /proc shows", () => {
  const record = readProcessRecord(process.pid);
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  expect(record).toMatchObject({ uid: process.getuid?.(), startTicks: fields[19] });
  expect(readProcessRecord(2 ** 22)).toBe("none");
});
