import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { inCompat } from "../harness/compat.js";
import { fdsAtRest } from "../harness/procs.js";
import { reportState } from "../harness/report.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, type Passed } from "./calls.js";
import { isServed, look } from "./file.js";
import { needsCalls, needsCallsAsRoot } from "./needs-calls.js";

const O_DIRECTORY = 0o200_000;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2_000_000;
const F_GETFD = 1;
const F_GETFL = 3;
const EPOLL_CTL_ADD = 1;

let folder: string;
let path: string;
let temporary: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  temporary = `${path}.tmp`;
  passed = [{ kind: "unix", address: path, mode: 0o666 }];
});

needsCalls().describe(
  "a socket that is bound elsewhere and renamed onto the path is adopted,",
  () => {
    describe.each(engines)("its socket made by %s,", (engine) => {
      test.each([
        ["before it listens", ""],
        ["after it listens", ""],
        ...inCompat(
          ["before it listens, as 32-bit programs call", "32 "],
          ["after it listens, as 32-bit programs call", "32 "],
        ),
      ])("%s", async (when, entry) => {
        const calls = await Calls.of(passed, { engine });
        const before = look(path);
        const fd = await calls.bind("unix", temporary);
        const steps = [`${entry}rename ${temporary} ${path}`, `${entry}listen ${fd} 5`];
        const inTurn = when.startsWith("after") ? steps.reverse() : steps;
        expect(await calls.makeAll(inTurn)).toEqual([0, 0]);
        await check(calls, fd, before);
      });
    });

    needsCallsAsRoot().test("by an ordinary user", async () => {
      const calls = await Calls.of(passed, { uid: 65_534, gid: 65_534 });
      const before = look(path);
      const fd = await calls.bind("unix", temporary);
      expect(await calls.makeAll([`listen ${fd} 5`, `rename ${temporary} ${path}`])).toEqual([
        0, 0,
      ]);
      await check(calls, fd, before);
    });

    test("again and again, as at every reload", async () => {
      const calls = await Calls.of(passed);
      const before = look(path);
      const taken = [];
      for (let nth = 0; nth < 3; nth++) {
        taken.push(await calls.bind("unix", temporary));
        expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
      }
      for (const fd of taken) await check(calls, fd, before);
    });

    async function check(calls: Calls, fd: number, before: ReturnType<typeof look>) {
      expect(calls.holdsPassed(fd)).toBe(true);
      expect(existsSync(temporary)).toBe(false);
      expect(look(path)).toEqual(before);
      expect(await isServed(calls, fd, path)).toBe(true);
      expect(calls.told).toEqual([]);
    }
  },
);

needsCalls().describe("what is renamed onto the path", () => {
  test("keeps its flags, its duplicates and its place in an epoll set", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix", temporary, O_NONBLOCK | O_CLOEXEC);
    const copy = Number(await calls.make(`dup ${fd}`));
    const set = Number(await calls.make("epoll_create 0"));
    await calls.make(`epoll_ctl ${set} ${EPOLL_CTL_ADD} ${fd} 7`);
    expect(await calls.makeAll([`listen ${fd} 5`, `rename ${temporary} ${path}`])).toEqual([0, 0]);
    expect([fd, copy].map((one) => calls.holdsPassed(one))).toEqual([true, true]);
    const [flags, closes, copyCloses, ready] = await calls.makeAll([
      `fcntl ${fd} ${F_GETFL}`,
      `fcntl ${fd} ${F_GETFD}`,
      `fcntl ${copy} ${F_GETFD}`,
      `epoll_wait ${set} 0 4 0`,
    ]);
    expect([Number(flags) & O_NONBLOCK, closes, copyCloses, ready]).toEqual([O_NONBLOCK, 1, 0, 0]);
    const served = isServed(calls, fd, path);
    expect(await calls.make(`epoll_wait ${set} 0 4 5000`)).toBe(1);
    expect(await served).toBe(true);
  });

  test.each(["unix", "unix-dgram", "unix-seqpacket"] as const)(
    "may be of any kind: %s",
    async (kind) => {
      const calls = await Calls.of([{ kind, address: path }]);
      const fd = await calls.bind(kind, temporary);
      expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
      expect([calls.holdsPassed(fd), existsSync(temporary)]).toEqual([true, false]);
    },
  );

  test.each(["before", "after"])("listens as it did %s it was adopted", async (when) => {
    const report = join(folder, "report");
    const calls = await Calls.of(passed, { options: [`--report=${report}`] });
    const fd = await calls.bind("unix", temporary);
    const steps = [`listen ${fd} 5`, `rename ${temporary} ${path}`];
    for (const step of when === "before" ? steps : steps.reverse()) await calls.make(step);
    const { sockets } = await reportState(report, "running");
    expect(sockets).toMatchObject([{ adopted: true, listening: true }]);
  });

  test("may come from another folder, by names that are relative", async () => {
    mkdirSync(join(folder, "sub"));
    const calls = await Calls.of(passed, { cwd: folder });
    const inSub = Number(await calls.make(`open sub ${O_DIRECTORY}`));
    const here = Number(await calls.make(`open . ${O_DIRECTORY}`));
    for (const [name, call] of [
      ["sub/t", "rename sub/t s"],
      ["sub/t", `rename ${folder}/sub/../sub/t ./s`],
      ["sub/t", `renameat ${inSub} t ${here} s`],
      ["t", `renameat2 ${here} t ${inSub} ../s 0`],
      ...inCompat(["t", `32 renameat ${here} t -100 ${path}`]),
    ] as const) {
      const fd = await calls.bind("unix", name);
      expect({ [call]: await calls.make(call) }).toEqual({ [call]: 0 });
      expect([calls.holdsPassed(fd), existsSync(join(folder, name))]).toEqual([true, false]);
    }
  });

  test("is found among many descriptors, and rouse-exec keeps none of them", async () => {
    const calls = await Calls.of(passed);
    for (let nth = 0; nth < 50; nth++) await calls.bind("unix", join(folder, `other-${nth}`));
    const before = await fdsAtRest(calls.running.pid);
    const fd = await calls.bind("unix", temporary);
    expect(await calls.make(`rename ${temporary} ${path}`)).toBe(0);
    expect(calls.holdsPassed(fd)).toBe(true);
    expect(await fdsAtRest(calls.running.pid)).toEqual(before);
  });
});
