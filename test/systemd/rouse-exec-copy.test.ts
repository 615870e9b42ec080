import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect } from "vitest";
import { root } from "../harness/paths.js";
import { addServer, listenOf, serverPy, stateOf } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const built = join(root, "rouse-exec/build/rouse-exec");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["user", "system"] as const)("the rouse-exec of services of the %s", (scope) => {
  let manager: ServiceManager;
  let copies: string;
  let path: string;
  let place: Place;

  beforeAll(() => {
    manager = machine[scope];
    copies = scope === "system" ? "/usr/lib/rouse" : `${manager.home}/.local/lib/rouse`;
    path = `${copies}/${version}/rouse-exec`;
  });

  beforeEach(async () => {
    place = await newPlace("tcp", manager);
  });

  /** A command of root in the mount namespace of the machine. */
  async function asRoot(...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await machine.system.inside(argv);
    expect([argv, code, stderr]).toEqual([argv, 0, ""]);
    return stdout;
  }

  function tree(): Promise<string> {
    return asRoot("sh", "-c", `find ${copies} -printf '%y %m %u %p\\n' 2>/dev/null | sort`);
  }

  function add(...options: string[]) {
    const server = [...serverPy, place.kind, place.address];
    return manager.rouse("add", "web", "--listen", listenOf(place), ...options, "--", ...server);
  }

  async function remove(): Promise<void> {
    expect(await manager.rouse("rm", "web")).toMatchObject({ code: 0 });
  }

  test("is told by a dry run, which copies nothing", async () => {
    const { code, stdout } = await add("--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain(`+ExecStart=${path} --ready`);
    expect(stdout).toContain(`rouse-exec is not at ${path} yet: it would be copied from `);
    expect(await tree()).toBe("");
  });

  test("is a copy by its version, which is not written again", async () => {
    await addServer(manager, "web", place);
    expect(readFileSync(manager.inRoot(path))).toEqual(readFileSync(built));
    const { mode, uid, ino } = statSync(manager.inRoot(path));
    expect([mode & 0o777, uid]).toEqual([0o755, manager.uid]);
    const { ppid } = await ask(place);
    expect(manager.hostPid(ppid)).toBeDefined();
    const said = await manager.inside(["readlink", `/proc/${ppid}/exe`]);
    expect(said.stdout).toBe(`${path}\n`);
    await addServer(manager, "web", place, "--idle", "5min");
    expect(statSync(manager.inRoot(path)).ino).toBe(ino);
    await remove();
  });

  test("is replaced when it is another of the same version; a service that is awake keeps its own", async () => {
    await addServer(manager, "web", place);
    const { pid, ppid } = await ask(place);
    // A file that runs cannot be written to: it is made anew, as an older build would be there.
    const other = manager.inRoot(`${path}.other`);
    writeFileSync(other, Buffer.concat([readFileSync(built), Buffer.from("other")]));
    chmodSync(other, 0o755);
    await asRoot("mv", `${path}.other`, path);
    await addServer(manager, "web", place, "--idle", "5min");
    expect(readFileSync(manager.inRoot(path))).toEqual(readFileSync(built));
    expect(await ask(place)).toMatchObject({ pid, ppid });
    await remove();
  });

  const obstacles: [what: string, ready: () => Promise<unknown>, undo: () => Promise<unknown>][] = [
    ["its file system is mounted with noexec", mounted("noexec"), unmounted],
    ["its file system is full (ENOSPC)", mounted("size=64k"), unmounted],
    ["its file system is read-only (EROFS)", mounted("ro"), unmounted],
    ["is a symbolic link, or not a folder", file, () => asRoot("rm", copies)],
    ["something that is not a file is there", foreign, () => asRoot("rm", "-r", copies)],
  ];

  function mounted(options: string) {
    return async () => {
      await asRoot("mkdir", "-p", copies);
      const mode = `mode=755,uid=${manager.uid},${options}`;
      await asRoot("mount", "-t", "tmpfs", "-o", mode, "tmpfs", copies);
    };
  }

  function unmounted() {
    return asRoot("umount", copies);
  }

  async function foreign(): Promise<void> {
    await asRoot("mkdir", "-p", path);
  }

  async function file(): Promise<void> {
    await asRoot(
      "sh",
      "-c",
      `rm -rf ${copies}; mkdir -p ${copies}; rmdir ${copies}; touch ${copies}`,
    );
  }

  test.each(obstacles)("that cannot be copied is named: %s", async (says, ready, undo) => {
    await ready();
    const before = [await stateOf(manager), await tree()];
    const { code, stderr } = await add();
    expect([code, stderr]).toEqual([125, expect.stringContaining(says)]);
    expect(stderr).toContain(`cannot install rouse-exec, which the units are to run, as '${path}'`);
    expect([await stateOf(manager), await tree()]).toEqual(before);
    await undo();
  });

  test("does not stay half written: what a killed command of any version left is removed", async () => {
    const draft = `${copies}/0.0.9/.rouse-0123456789ab.tmp`;
    await asRoot("sh", "-c", `umask 022; mkdir -p ${copies}/0.0.9 && touch ${draft}`);
    await asRoot("chown", "-R", String(manager.uid), copies);
    await addServer(manager, "web", place);
    expect(await tree()).not.toContain(draft);
    await remove();
    await asRoot("rm", "-r", `${copies}/0.0.9`);
  });

  if (scope === "system") {
    const doubtful = [
      ["a link", `ln -s /tmp /usr/lib/rouse`, "is a symbolic link"],
      ["a folder of a user", "install -d -o 12345 /usr/lib/rouse", "it belongs to user 12345"],
      ["a folder for all", "install -d -m 777 /usr/lib/rouse", "others can write to it"],
    ] as const;

    test.each(doubtful)("is not copied to %s", async (_, make, says) => {
      await asRoot("sh", "-c", `rm -rf /usr/lib/rouse; ${make}`);
      const { code, stderr } = await add();
      expect([code, stderr]).toEqual([125, expect.stringContaining(says)]);
      expect(await add("--dry-run")).toMatchObject({ code, stderr });
      expect(await asRoot("sh", "-c", "ls -A /usr/lib/rouse/ | grep rouse-exec; true")).toBe("");
      await asRoot("rm", "-rf", "/usr/lib/rouse");
    });
  }
});
