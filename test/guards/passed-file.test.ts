import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasCompat, inCompat } from "../harness/compat.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, type Setting } from "./calls.js";
import { isServed, look } from "./file.js";
import { needsCalls, needsCallsAsRoot } from "./needs-calls.js";

const nobody = { uid: 65_534, gid: 65_534 };
const dropping = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
const O_PATH = 0o10_000_000;
const O_DIRECTORY = 0o200_000;

/** In a folder with the passed socket `s`; the descriptors are of the folder and of the file. */
function callsOn(path: string, folderFd: number, fileFd: number): string[] {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return [
    `unlink ${path}`,
    `unlinkat ${AT_FDCWD} ${path} 0`,
    `unlinkat ${folderFd} s 0`,
    `rename ${path} ${folder}/away`,
    `renameat ${folderFd} s ${AT_FDCWD} ${folder}/away`,
    `renameat2 ${AT_FDCWD} ${path} ${folderFd} away 0`,
    `chmod ${path} 0777`,
    `fchmodat ${folderFd} s 0777`,
    `fchmodat2 ${AT_FDCWD} ${path} 0777 0`,
    `fchmodat2 ${folderFd} s 0777 ${AT_SYMLINK_NOFOLLOW}`,
    `fchmodat2 ${fileFd} !empty 0777 ${AT_EMPTY_PATH}`,
    `chown ${path} 1 1`,
    `lchown ${path} 1 1`,
    `fchownat ${folderFd} s 1 1 0`,
    `fchownat ${folderFd} s 1 1 ${AT_SYMLINK_NOFOLLOW}`,
    `fchownat ${fileFd} !empty 1 1 ${AT_EMPTY_PATH}`,
    `fchownat ${fileFd} !empty 1 1 ${AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW}`,
  ];
}

const onlyIn32 = (path: string) => [`chown16 ${path} 1 1`, `lchown16 ${path} 1 1`];

/** Every call succeeds, and after each the file is as it was and leads to the program. */
async function checkAll(entry: "" | "32 ", setting: Setting): Promise<void> {
  const folder = openTempDir();
  const path = join(folder, "s");
  const calls = await Calls.of([{ kind: "unix", address: path, mode: 0o666 }], setting);
  const socket = await calls.bind("unix", path);
  expect(await calls.make(`listen ${socket} 5`)).toBe(0);
  const folderFd = Number(await calls.make(`open ${folder} ${O_DIRECTORY}`));
  const fileFd = Number(await calls.make(`open ${path} ${O_PATH}`));
  const list = [...callsOn(path, folderFd, fileFd), ...(entry ? onlyIn32(path) : [])];
  const before = look(path);
  for (const call of list) {
    expect({ [call]: await calls.make(entry + call), ...look(path) }).toEqual({
      [call]: 0,
      ...before,
    });
  }
  expect(look(join(folder, "away"))).toBeUndefined();
  expect(await isServed(calls, socket, path)).toBe(true);
  expect(calls.told).toEqual([]);
}

const entries: [name: string, entry: "" | "32 "][] = [
  ["as 64-bit programs call", ""],
  ...inCompat<[string, "32 "]>(["as 32-bit programs call", "32 "]),
];

needsCalls().describe(
  "every call that would change a passed socket's file succeeds and does nothing,",
  () => {
    describe.each(engines)("its socket made by %s,", (engine) => {
      test.each(entries)("%s", async (_, entry) => checkAll(entry, { engine }));

      needsCallsAsRoot().test.each(entries)("by an ordinary user, %s", async (_, entry) =>
        checkAll(entry, { engine, ...nobody }),
      );

      needsCallsAsRoot("setpriv").test.each(entries)(
        "by a user who does not own it, %s",
        async (_, entry) => checkAll(entry, { engine, before: dropping }),
      );
    });
  },
);

if (hasCompat)
  needsCalls().test(
    "32-bit programs are given the passed socket by each of their calls",
    async () => {
      const path = join(openTempDir(), "s");
      const calls = await Calls.of([{ kind: "unix", address: path }]);
      for (const way of ["32 ", "32 socketcall-"]) {
        const fd = Number(await calls.make("32 socket 1 1 0"));
        expect(await calls.makeAll([`${way}bind ${fd} ${path}`, `${way}listen ${fd} 5`])).toEqual([
          0, 0,
        ]);
        expect(calls.holdsPassed(fd)).toBe(true);
        expect(await isServed(calls, fd, path)).toBe(true);
        await calls.make(`close ${fd}`);
      }
    },
  );
