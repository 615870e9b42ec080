import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { program } from "../harness/paths.js";
import { children, descendants, stat, threads } from "../harness/procs.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { Calls, guard, type Passed } from "./calls.js";
import { needsCalls } from "./needs-calls.js";
import { connectTo, users } from "./probe.js";

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  passed = [{ kind: "unix", address: path, mode: 0o666 }];
});

needsCalls().describe("a socket is served", () => {
  const CLONE_FILES = 0x400;

  needsCalls("python3").test.each(["thread", "orphaned"])(
    "by who inherited it of a dead program (%s)",
    async (heirs) => {
      const heir = `python3 ${program("guard-heir.py")} ${path} "$0" ${heirs}`;
      const calls = await Calls.of(passed, { before: ["sh", "-c", `${heir} && exec "$0"`] });
      const state = heirs === "thread" ? "S" : "Z";
      const isHeir = (pid: number) => threads(pid).length === 2 && stat(pid)?.state === state;
      await until(() => descendants(calls.running.pid).some(isHeir));
      expect(await connectTo(calls, path)).toBe(0);
    },
  );

  test.each(users)("by a thread that outlives the first, as %s", async (_, user) => {
    const calls = await Calls.of(passed, { where: "orphaned", ...user });
    await until(() => stat(calls.pid)?.state === "Z");
    expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
    await calls.bind("unix", path);
    expect(await connectTo(calls, path)).toBe(0);
  });

  test("by a thread with descriptors of its own", async () => {
    const calls = await Calls.of(passed, { where: "thread" });
    expect(await calls.make(`unshare ${CLONE_FILES}`)).toBe(0);
    const fd = await calls.bind("unix", path);
    expect(await connectTo(calls, path)).toBe(0);
    await calls.make(`close ${fd}`);
    expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
  });
});

needsCalls().describe("a program that is dead holds nothing:", () => {
  let probe: string;

  /** connect, and when that is refused bind, listen and connect, as php-fpm does and is asked. */
  beforeEach(() => {
    probe = join(folder, "probe");
    const server = ["socket 1 1 0", `bind 4 ${path}`, "listen 4 5"];
    const client = ["socket 1 1 0", `connect 5 ${path}`];
    writeFileSync(
      probe,
      ["socket 1 1 0", `connect 3 ${path}`, ...server, ...client, ""].join("\n"),
    );
  });

  const answers = ["= 3", "= ECONNREFUSED", "= 4", "= 0", "= 0", "= 5", "= 0"];

  test.each(users)("each start in a restart loop may serve, as %s", async (_, user) => {
    const script = 'for nth in 1 2 3; do "$0" <"$1"; done';
    const running = guard(passed, ["sh", "-c", script, compileC("guard-calls"), probe], user);
    await running.exit();
    const lines = running.output.matches(/^= .*/, "stdout").map(([line]) => line);
    expect(lines).toEqual([...answers, ...answers, ...answers]);
  });

  test.each(users)("even while it waits to be reaped, as %s", async (_, user) => {
    const script = `"$0" <${probe} >/dev/null & exec "$0"`;
    const calls = await Calls.of(passed, { ...user, before: ["sh", "-c", script] });
    await until(() => children(calls.pid).some((pid) => stat(pid)?.state === "Z"));
    expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
  });
});
