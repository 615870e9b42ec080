import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { needsRoot } from "../harness/root.js";
import { openTempDir } from "../harness/temp.js";
import { type Bind, runSteps, type Step } from "./steps.js";

let folder: string;
let passed: { kind: "unix"; address: string }[];

beforeEach(() => {
  folder = openTempDir();
  for (const name of ["a", "b", "a/deep"]) mkdirSync(join(folder, name));
  symlinkSync("a", join(folder, "link"));
  passed = ["b/socket", "a/socket"].map((name) => ({ kind: "unix", address: join(folder, name) }));
});

const bind = (path: string): Bind => ({ kind: "unix", address: "/", raw: unixAddress(path) });

/** struct sockaddr_un of the path, in hex, without the NUL behind it: relative paths go too. */
function unixAddress(path: string): string {
  return `0100${Buffer.from(path).toString("hex")}`;
}

async function takenBy(steps: Step[], before: string[] = []): Promise<(number | string)[]> {
  return (await runSteps(passed, steps, { before, cwd: folder })).taken;
}

describe("a unix socket is found by its folder and name", () => {
  test("as an absolute path, whichever was passed first", async () => {
    const binds = ["a/socket", "b/socket", "a/other", "a/deep/socket"];
    expect(await takenBy(binds.map((name) => bind(join(folder, name))))).toEqual([
      1,
      0,
      "own",
      "own",
    ]);
  });

  test("in a path with detours", async () => {
    const paths = [
      "a/./socket",
      "a/deep/../socket",
      "a//socket",
      "link/socket",
      "a/deep/../../b/socket",
    ];
    expect(await takenBy(paths.map((path) => bind(`${folder}/${path}`)))).toEqual([1, 1, 1, 1, 0]);
  });

  test("in a path that is relative, to where the program is by then", async () => {
    const steps: Step[] = [
      bind("socket"),
      bind("b/socket"),
      { do: "chdir", to: "a" },
      bind("socket"),
      bind("../b/socket"),
      { do: "chdir", to: "../link/deep" },
      bind("../socket"),
      bind("socket"),
    ];
    expect(await takenBy(steps)).toEqual(["own", 0, 1, 0, 1, "own"]);
  });

  test("in a path by way of /proc/self", async () => {
    const steps = [{ do: "chdir", to: "a" } as const, bind("/proc/self/cwd/socket")];
    expect(await takenBy([...steps, bind("/proc/self/cwd/../b/socket")])).toEqual([1, 0]);
  });

  test("in 108 bytes with no NUL behind them", async () => {
    const name = "/a/socket";
    const room = 108 - folder.length - name.length;
    const path = `${folder}${room % 2 ? "/" : ""}${"/.".repeat(Math.floor(room / 2))}${name}`;
    expect(path).toHaveLength(108);
    expect(await takenBy([bind(path)])).toEqual([1]);
  });

  test("in an address with rubbish behind its NUL", async () => {
    const raw = `${unixAddress(join(folder, "a/socket"))}00ffff`;
    expect(await takenBy([{ kind: "unix", address: "/", raw }])).toEqual([1]);
  });

  test("in an address whose length has something in the upper half of its register", async () => {
    const raw = unixAddress(join(folder, "a/socket"));
    const length = 0x7fa9 * 2 ** 32 + raw.length / 2;
    expect(await takenBy([{ kind: "unix", address: "/", raw, length }])).toEqual([1]);
  });

  test("and its type: a datagram socket does not take a stream socket", async () => {
    const datagrams = { kind: "unix-dgram", address: join(folder, "a/socket") } as const;
    expect(await takenBy([datagrams, { ...datagrams, kind: "unix" }])).toEqual(["EADDRINUSE", 1]);
  });
});

needsRoot("unshare").describe("a unix socket is found from another view of the files", () => {
  test("in a chroot", async () => {
    const steps = [{ do: "chroot", to: folder } as const, bind("/a/socket"), bind("/link/socket")];
    expect(await takenBy([...steps, bind("b/socket"), bind("/socket")])).toEqual([1, 1, 0, "own"]);
  });

  test("in a mount namespace, where its folder has another name", async () => {
    const script = `mount --bind ${folder}/a ${folder}/b && exec "$@"`;
    const before = ["unshare", "--mount", "sh", "-c", script, "sh"];
    expect(await takenBy([bind(join(folder, "b/socket"))], before)).toEqual([1]);
  });

  test("by its text, where its folder is hidden as PrivateTmp= hides it", async () => {
    const script = `mount -t tmpfs none ${folder} && mkdir ${folder}/a && exec "$@"`;
    const before = ["unshare", "--mount", "sh", "-c", script, "sh"];
    expect(await takenBy([bind(join(folder, "a/socket"))], before)).toEqual([1]);
  });
});
