import { linkSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { after } from "../harness/after.js";
import { inCompat } from "../harness/compat.js";
import { openTempDir } from "../harness/temp.js";
import { Calls, engines, type Passed } from "./calls.js";
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

needsCalls().describe("a program that tries whether somebody serves the passed path", () => {
  describe.each(engines)("(made by %s)", (engine) => {
    test.each(users)("is refused until it serves there itself, as %s", async (_, user) => {
      const calls = await Calls.of(passed, { engine, ...user });
      expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
      const fd = await calls.bind("unix", path);
      expect(await connectTo(calls, path)).toBe(0);
      await calls.make(`close ${fd}`);
      expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
    });
  });

  test.each(["connect", ...inCompat("32 connect", "32 socketcall-connect")])(
    "by %s",
    async (how) => {
      const calls = await Calls.of(passed);
      expect(await connectTo(calls, path, how)).toBe("ECONNREFUSED");
      await calls.bind("unix", path);
      expect(await connectTo(calls, path, how)).toBe(0);
    },
  );

  test("by a symbolic link, a hard link, a detour, without a NUL, or with any upper half of the length", async () => {
    const calls = await Calls.of(passed, { cwd: folder });
    symlinkSync("s", `${path}.link`);
    linkSync(path, `${path}.bak`);
    const places = [
      `${path}.link`,
      `${path}.bak`,
      `${folder}//./s`,
      "s",
      `bare:${path}`,
      `upper:${path}`,
    ];
    for (const place of places)
      expect({ [place]: await connectTo(calls, place) }).toEqual({ [place]: "ECONNREFUSED" });
    await calls.bind("unix", path);
    for (const place of places)
      expect({ [place]: await connectTo(calls, place) }).toEqual({ [place]: 0 });
  });

  test("is refused with datagrams and seqpackets too", async () => {
    const both: Passed[] = [
      { kind: "unix-dgram", address: `${path}.d` },
      { kind: "unix-seqpacket", address: `${path}.q` },
    ];
    const calls = await Calls.of(both);
    const [d, q] = [await calls.make("socket 1 2 0"), await calls.make("socket 1 5 0")];
    const steps = [`connect ${d} ${path}.d`, `connect ${q} ${path}.q`];
    expect(await calls.makeAll(steps)).toEqual(["ECONNREFUSED", "ECONNREFUSED"]);
    await calls.bind("unix-dgram", `${path}.d`);
    await calls.bind("unix-seqpacket", `${path}.q`);
    expect(await calls.makeAll(steps)).toEqual([0, 0]);
  });

  test("at each of two paths in one folder, by itself", async () => {
    const other = join(folder, "other");
    const calls = await Calls.of([...passed, { kind: "unix", address: other }]);
    await calls.bind("unix", path);
    expect(await connectTo(calls, path)).toBe(0);
    expect(await connectTo(calls, other)).toBe("ECONNREFUSED");
    await calls.bind("unix", other);
    expect(await connectTo(calls, other)).toBe(0);
  });

  // As long as sockaddr_in and sockaddr_in6, by which connects of TCP are told.
  test.each([16, 28])("at an address of %i bytes", async (length) => {
    const short = mkdtempSync("/tmp/");
    after(() => rmSync(short, { recursive: true }));
    const place = `${short}/`.padEnd(length - 3, "s");
    const calls = await Calls.of([{ kind: "unix", address: place }]);
    expect(await connectTo(calls, place)).toBe("ECONNREFUSED");
    const longer = await Calls.of([{ kind: "unix", address: `${place}s` }]);
    expect(await connectTo(longer, `bare:${place}s`)).toBe("ECONNREFUSED");
  });

  test("reaches other sockets", async () => {
    const server = createServer();
    after(() => void server.close());
    await new Promise<void>((resolve) => server.listen(join(folder, "other"), resolve));
    const calls = await Calls.of(passed);
    expect(await connectTo(calls, join(folder, "other"))).toBe(0);
    expect(await connectTo(calls, join(folder, "none"))).toBe("ENOENT");
    expect(await connectTo(calls, `@rouse-none-${process.pid}`)).toBe("ECONNREFUSED");
  });

  test("is refused with --no-path-guards as well", async () => {
    const calls = await Calls.of(passed, { options: ["--no-path-guards"] });
    expect(await connectTo(calls, path)).toBe("ECONNREFUSED");
  });
});
