import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Caller, kinds, newAddress, startCaller } from "../epoll/calls.js";
import { compileC } from "../harness/compile.js";
import { readReport, reportState } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { openTempDir } from "../harness/temp.js";
import { untilQuick } from "../harness/until.js";

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

const nobody = { uid: 65_534, gid: 65_534 };
const taken =
  /^rouse-exec: cannot look into process \d+ .*taken to be that of the only passed socket/;
const left = /^rouse-exec: cannot look into process \d+ .*goes to the kernel/;

needsRoot("setpriv", "cc").describe("a program that rouse-exec may not look into", () => {
  describe("gets the only passed socket for its first bind of the right length, and it is said,", () => {
    test.each(kinds)("%s", async (kind) => {
      const caller = await startHidden(kind);
      await caller.calls(`socket 5 ${kind}`);
      await caller.bind(5);
      await expectSaid(caller, taken);
      if (kind === "udp") return;
      await caller.visit();
      await caller.calls("accept 5");
    });

    test("of a binary that may only be executed", async () => {
      const program = join(openTempDir(), "program");
      copyFileSync(compileC("epoll-calls"), program);
      chmodSync(program, 0o711);
      const caller = await startCaller("tcp", { ...nobody, program });
      await caller.calls("socket 5 tcp");
      await caller.bind(5);
      await expectSaid(caller, taken);
    });

    test("of another user, without CAP_SYS_PTRACE", async () => {
      const before = ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"];
      const between = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const caller = await startCaller("tcp", { before, between });
      await caller.calls("socket 5 tcp");
      await caller.bind(5);
      await expectSaid(caller, taken);
    });
  });

  // What the program had set cannot be read: NonBlocking= of the unit decides.
  test.each([
    ["blocking", "True", 0],
    ["non-blocking", "False", O_NONBLOCK],
  ])("gets it %s as it was passed, and closed on exec", async (_, blocking, flag) => {
    const set = `import os, sys; os.set_blocking(3, ${blocking}); os.execv(sys.argv[1], sys.argv[1:])`;
    const caller = await startHidden("tcp", { before: ["python3", "-c", set] });
    await caller.calls("socket 5 tcp");
    await caller.bind(5);
    expect(flagsOf(caller.pid, 5) & (O_NONBLOCK | O_CLOEXEC)).toBe(flag | O_CLOEXEC);
  });

  describe("has its bind left to the kernel, and it is said,", () => {
    test("when the socket is adopted already, by another process", async () => {
      const caller = await startHidden("tcp");
      await caller.calls("socket 5 tcp", "socket 6 tcp", "fork");
      await caller.bind(5);
      await expectSaid(caller, taken);
      expect(await caller.call(`bind 6 ${caller.address}`)).toBe("EADDRINUSE");
      await expectSaid(caller, taken);
      expect(await caller.call(`child bind 6 ${caller.address}`)).toBe("EADDRINUSE");
      await expectSaid(caller, taken, left);
    });

    test.each(kinds)("when two sockets are passed, %s", async (kind) => {
      const more = [{ kind: "tcp", address: await newAddress("tcp") } as const];
      const caller = await startHidden(kind, { more });
      await caller.calls(`socket 5 ${kind}`);
      for (const _ of [1, 2])
        expect(await caller.call(`bind 5 ${caller.address}`)).toBe("EADDRINUSE");
      await expectSaid(caller, left);
    });

    test("when its address has another length, and the one of the right length is adopted", async () => {
      const caller = await startHidden("tcp");
      await caller.calls("socket 5 unix", `bind 5 ${await newAddress("unix")}`);
      await expectSaid(caller, left);
      await caller.calls("socket 6 tcp");
      await caller.bind(6);
    });
  });

  describe("listens", () => {
    test("when it calls listen on what it got", async () => {
      const isQuick = async () => {
        const { caller, report } = await startReported();
        const boundAt = Date.now();
        await caller.calls(`bind 5 ${caller.address}`, "listen 5");
        // A program that never calls listen is taken to be ready a second after its bind.
        return (await readyAt(report)) - boundAt < 999;
      };
      await untilQuick(isQuick, "one that is ready before a second is over");
    });

    test("and not when it calls that on another socket", async () => {
      const { caller, report } = await startReported();
      const boundAt = Date.now();
      await caller.calls(`bind 5 ${caller.address}`, "listen 6");
      expect((await readyAt(report)) - boundAt).toBeGreaterThanOrEqual(999);
      expect(readReport(report)?.sockets).toMatchObject([{ adopted: true, listening: true }]);
    });
  });
});

/** As fcntl(2) numbers them, and proc_pid_fdinfo(5) in octal. */
function flagsOf(pid: number, fd: number): number {
  const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
  return Number.parseInt(text.match(/^flags:\s*(\d+)$/m)?.[1] ?? "", 8);
}

async function startHidden(kind: Caller["kind"], options: Parameters<typeof startCaller>[1] = {}) {
  const caller = await startCaller(kind, { ...nobody, ...options });
  await caller.calls("hide");
  return caller;
}

async function startReported() {
  const report = join(openTempDir(), "report.json");
  const caller = await startHidden("tcp", { options: [`--report=${report}`] });
  await caller.calls("socket 5 tcp", "socket 6 tcp");
  return { caller, report };
}

async function readyAt(report: string): Promise<number> {
  return Date.parse((await reportState(report, "running")).ready_at ?? "");
}

/** These sentences and no others, each once; the pipe of stderr may come after the answer. */
async function expectSaid(caller: Caller, ...sentences: RegExp[]): Promise<void> {
  for (const sentence of sentences) await caller.told(sentence);
  const lines = caller.running.stderr.split("\n").filter(Boolean);
  expect(lines).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
}
