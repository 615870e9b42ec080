import { existsSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { inCompat } from "../harness/compat.js";
import { connect } from "../harness/connect.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, guard, type Passed } from "./calls.js";
import { isServed, look } from "./file.js";
import { needsCalls, needsCallsAsRoot } from "./needs-calls.js";

const AT_REMOVEDIR = 0x200;

let folder: string;
let path: string;
let passed: Passed[];

beforeEach(() => {
  folder = openTempDir();
  path = join(folder, "s");
  passed = [{ kind: "unix", address: path, mode: 0o666 }];
});

needsCalls().describe("what is not the passed socket's path", () => {
  test("a hard link is really removed, and HAProxy's way of taking over works", async () => {
    const calls = await Calls.of(passed);
    const fd = await calls.bind("unix", `${path}.tmp`);
    const steps = [
      `listen ${fd} 5`,
      `link ${path} ${path}.bak`,
      `rename ${path}.tmp ${path}`,
      `unlink ${path}.bak`,
    ];
    expect(await calls.makeAll(steps)).toEqual([0, 0, 0, 0]);
    expect([".tmp", ".bak", ""].map((end) => existsSync(path + end))).toEqual([false, false, true]);
    expect(calls.holdsPassed(fd)).toBe(true);
    expect(await isServed(calls, fd, path)).toBe(true);
  });

  test("mode and owner are the file's, whichever of its names is used", async () => {
    const calls = await Calls.of(passed);
    linkSync(path, `${path}.bak`);
    symlinkSync("s", `${path}.link`);
    const before = look(path);
    const names = [`${path}.bak`, `${path}.link`];
    for (const call of names.flatMap((name) => [`chmod ${name} 0777`, `chown ${name} 1 1`])) {
      expect({ [call]: await calls.make(call) }).toEqual({ [call]: 0 });
    }
    expect(look(path)).toEqual(before);
  });

  needsCallsAsRoot().test("a symbolic link to it has an owner of its own and may go", async () => {
    const calls = await Calls.of(passed);
    symlinkSync("s", `${path}.link`);
    expect(await calls.make(`lchown ${path}.link 7 7`)).toBe(0);
    expect(look(`${path}.link`)?.owner).toBe("7:7");
    expect(await calls.make(`unlink ${path}.link`)).toBe(0);
    expect(existsSync(`${path}.link`)).toBe(false);
    expect(look(path)?.owner).toBe("0:0");
  });

  describe.each(["", ...inCompat("32 ")])("its neighbours, called as %s", (entry) => {
    test("are removed, renamed and changed", async () => {
      const calls = await Calls.of(passed);
      for (const name of ["a", "b", "c", "sub"]) {
        if (name === "sub") mkdirSync(join(folder, name));
        else writeFileSync(join(folder, name), name, { mode: 0o600 });
      }
      const steps = ["unlink F/a", "rename F/b F/b2", "chmod F/c 0777", "rmdir F/sub"];
      const answers = await calls.makeAll(
        steps.map((step) => entry + step.replaceAll("F", folder)),
      );
      expect(answers).toEqual([0, 0, 0, 0]);
      expect(["a", "b", "sub"].map((name) => existsSync(join(folder, name)))).toEqual([
        false,
        false,
        false,
      ]);
      expect(look(join(folder, "b2"))?.mode).toBe("600");
      expect(look(join(folder, "c"))?.mode).toBe("777");
    });
  });

  test("a directory of its name elsewhere, and its name with a slash behind, are the kernel's", async () => {
    const calls = await Calls.of(passed);
    mkdirSync(join(folder, "sub/s"), { recursive: true });
    const steps = [`unlinkat -100 ${folder}/sub/s ${AT_REMOVEDIR}`, `unlink ${path}/`];
    expect(await calls.makeAll(steps)).toEqual([0, "ENOTDIR"]);
    expect(await calls.make(`unlinkat -100 ${path} ${AT_REMOVEDIR}`)).toBe("ENOTDIR");
    expect(existsSync(join(folder, "sub/s"))).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  test.each(engines)("rm -rf of its folder leaves the socket (%s)", async (engine) => {
    writeFileSync(join(folder, "other"), "");
    const argv = ["sh", "-c", `rm -rf "$0"; echo "ended $?"; read line`, folder];
    const running = guard(passed, argv, { engine, env: { LC_ALL: "C" } });
    await running.line(/^ended 1$/);
    expect(running.stderr).toMatch(/not empty/);
    expect(existsSync(join(folder, "other"))).toBe(false);
    await connect(path);
  });
});

needsCalls().describe("errors are the kernel's:", () => {
  test.each(["", ...inCompat("32 ")])(
    "a path that is not there, not readable or too long (%s)",
    async (entry) => {
      const calls = await Calls.of(passed);
      const ends = ["unlink P", "chmod P 0", "chown P 1 1", "rename P /tmp/x", "rename /nix P"];
      const all = (place: string) => ends.map((call) => entry + call.replace("P", place));
      const errors = (error: string) => ends.map(() => error);
      expect(await calls.makeAll(all(`${folder}/none`))).toEqual(errors("ENOENT"));
      expect(await calls.makeAll(all("!bad").slice(0, 4))).toEqual(errors("EFAULT").slice(1));
      expect(await calls.makeAll(all("!long").slice(0, 4))).toEqual(
        errors("ENAMETOOLONG").slice(1),
      );
      expect(await calls.makeAll(all(`!open:${path}`).slice(0, 4))).toEqual(
        errors("EFAULT").slice(1),
      );
      expect(await calls.make(`${entry}unlinkat 77 s 0`)).toBe("EBADF");
    },
  );

  needsCallsAsRoot("setpriv").test("what the user may not do", async () => {
    writeFileSync(join(folder, "roots"), "", { mode: 0o600 });
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    const before = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const calls = await Calls.of(passed, { before });
    const steps = ["unlink R", "chmod R 0777", "chown R 1 1"].map((call) =>
      call.replace("R", `${folder}/roots`),
    );
    expect(await calls.makeAll([...steps, `unlink ${folder}/closed/s`])).toEqual([
      "EPERM",
      "EPERM",
      "EPERM",
      "EACCES",
    ]);
  });

  test.each(["", ...inCompat("32 ")])(
    "but a path that ends at the border of memory is read (%s)",
    async (entry) => {
      const calls = await Calls.of(passed);
      const before = look(path);
      const steps = [`unlink !border:${path}`, `chmod !border:${path} 0777`];
      expect(await calls.makeAll(steps.map((step) => entry + step))).toEqual([0, 0]);
      expect(look(path)).toEqual(before);
    },
  );
});
