import fs, {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeOf } from "../../src/local/client/find-daemon.js";
import { parseEndpoint } from "../../src/local/endpoint/endpoint.js";
import { parseRuntimeFile } from "../../src/local/runtime/parse-documents.js";
import { readRuntimeFiles } from "../../src/local/runtime/read-runtime-files.js";
import {
  dialable,
  newRuntimeFile,
  type RuntimeFile,
  removeRuntimeFile,
  writeRuntimeFile,
} from "../../src/local/runtime/runtime-file.js";
import { makeRuntimeFolder } from "../../src/local/runtime/runtime-folder.js";
import { errorOf } from "../errors/errors-of.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { ownRuntimeDir, plant, service, setVariable } from "./daemons.js";

const root = needsRoot();

function sample(changes: Partial<RuntimeFile> = {}): RuntimeFile {
  const endpoint = parseEndpoint("127.0.0.1:7373");
  const facts = { service, serviceVersion: "1.2.3", endpoint, activated: false };
  return { ...newRuntimeFile(facts), ...changes };
}

describe("written", () => {
  test("it is read back whole, and gone when it was removed (39)", async () => {
    const folder = ownRuntimeDir();
    const file = sample({ token: "secret" });
    const path = writeRuntimeFile(file);
    expect(path).toBe(join(folder, `daemon.${process.pid}.json`));
    expect(await readRuntimeFiles(service)).toEqual([{ path, file }]);
    expect(file).toMatchObject({ pid: process.pid, endpoint: "http://127.0.0.1:7373" });
    removeRuntimeFile(path);
    removeRuntimeFile(path);
    expect(await readRuntimeFiles(service)).toEqual([]);
  });

  test.each([0o000, 0o022, 0o777])("with umask %o it is its owner's only (40)", (umask) => {
    const folder = ownRuntimeDir();
    mkdirSync(folder, { mode: 0o700 });
    const before = process.umask(umask);
    try {
      const path = writeRuntimeFile(sample());
      expect(statSync(path).mode & 0o7777).toBe(0o600);
    } finally {
      process.umask(before);
    }
    expect(readdirSync(folder)).toEqual([`daemon.${process.pid}.json`]);
  });

  test("it replaces that of before in one step: who reads meanwhile finds one of both (40)", async () => {
    ownRuntimeDir();
    const endpoints = ["http://127.0.0.1:1", `unix:///${"x".repeat(90)}`];
    writeRuntimeFile(sample({ endpoint: endpoints[0] ?? "" }));
    const inodes = new Set<number>();
    for (let count = 0; count < 50; count++) {
      const reading = readRuntimeFiles(service);
      const path = writeRuntimeFile(sample({ endpoint: endpoints[count % 2] ?? "" }));
      inodes.add(statSync(path).ino);
      expect(endpoints).toContain((await reading)[0]?.file.endpoint);
    }
    expect(inodes.size).toBeGreaterThan(1);
  });

  test("a draft that a killed daemon of the same pid left is no hindrance", () => {
    const folder = ownRuntimeDir();
    mkdirSync(folder, { mode: 0o700 });
    const victim = join(tempDir(), "victim");
    writeFileSync(victim, "kept");
    symlinkSync(victim, join(folder, `daemon.${process.pid}.json.tmp`));
    writeRuntimeFile(sample());
    expect(fs.readFileSync(victim, "utf8")).toBe("kept");
  });
});

describe("the folder", () => {
  test("may have a name with the characters of a glob (42)", async () => {
    ownRuntimeDir("data[test]*?{a,b}");
    writeRuntimeFile(sample());
    expect(await readRuntimeFiles(service)).toHaveLength(1);
  });

  test("is missing: no files, and none is made (47)", async () => {
    const folder = ownRuntimeDir();
    expect(await readRuntimeFiles(service)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test("is made for its owner only, whatever the umask", () => {
    ownRuntimeDir();
    const before = process.umask(0);
    try {
      expect(statSync(makeRuntimeFolder(service)).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(before);
    }
  });

  test.each([0o720, 0o702, 0o777])(
    "of mode %o, which lets others write, is not believed",
    async (mode) => {
      const folder = ownRuntimeDir();
      mkdirSync(folder);
      chmodSync(folder, mode);
      await expect(readRuntimeFiles(service)).rejects.toMatchObject({
        code: "LOCAL_FOLDER_UNSAFE",
        message: expect.stringContaining(`mode 0${mode.toString(8)}`),
      });
    },
  );

  test("that others may look into is read, and closed by who writes", async () => {
    const folder = ownRuntimeDir();
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    expect(await readRuntimeFiles(service)).toEqual([]);
    writeRuntimeFile(sample());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("that is a symbolic link, even to a folder of ours, is refused", async () => {
    const folder = ownRuntimeDir();
    symlinkSync(tempDir(), folder);
    expect(errorOf(() => writeRuntimeFile(sample())).message).toContain("not a folder itself");
    await expect(readRuntimeFiles(service)).rejects.toThrow("not a folder itself");
  });

  root.test("that belongs to another user is refused", async () => {
    const folder = ownRuntimeDir();
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 65534, 65534);
    expect(errorOf(() => makeRuntimeFolder(service)).message).toContain("belongs to user 65534");
    await expect(readRuntimeFiles(service)).rejects.toThrow("belongs to user 65534");
  });

  test("without XDG_RUNTIME_DIR it is one of this user in TMPDIR", () => {
    const temporary = tempDir();
    setVariable("XDG_RUNTIME_DIR", undefined);
    setVariable("TMPDIR", temporary);
    expect(makeRuntimeFolder(service)).toBe(join(temporary, `demo-${process.getuid?.()}`));
  });
});

describe("what is corrupt is removed (43)", () => {
  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a pid of 0", sample({ pid: 0 })],
    ["a pid below 0", sample({ pid: -1 })],
    ["a pid that is no whole number", sample({ pid: 1.5 })],
    ["no endpoint", sample({ endpoint: "" })],
    ["no command line", sample({ commandLine: [] })],
    ["no start time", { ...sample(), startTime: undefined }],
    ["another pid than its name", sample({ pid: 43 })],
    ["another service", sample({ service: "other" })],
    ["an older version", { ...sample({ pid: 42 }), version: 0 }],
    ["more than it may have", { ...sample({ pid: 42 }), more: "x".repeat(70_000) }],
    ["JSON that is no object", "[]"],
  ])("%s", async (_, content) => {
    const path = plant(ownRuntimeDir(), 42, content);
    expect(await readRuntimeFiles(service)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });
});

describe("what is not for us stays, and the others are listed", () => {
  async function listedBeside(prepare: (folder: string) => string): Promise<void> {
    const folder = ownRuntimeDir();
    plant(folder, 7, sample({ pid: 7 }));
    const path = prepare(folder);
    expect((await readRuntimeFiles(service)).map(({ file }) => file.pid)).toEqual([7]);
    expect(fs.lstatSync(path, { throwIfNoEntry: false })).toBeDefined();
  }

  test("a file of a later version", () =>
    listedBeside((folder) => plant(folder, 42, { version: 2, pid: "elsewhere" })));

  test("a symbolic link, even to a runtime file", () =>
    listedBeside((folder) => {
      const path = join(folder, "daemon.42.json");
      symlinkSync(plant(tempDir(), 42, sample({ pid: 42 })), path);
      return path;
    }));

  test("a folder", () =>
    listedBeside((folder) => {
      mkdirSync(join(folder, "daemon.42.json"));
      return join(folder, "daemon.42.json");
    }));

  test("a pipe, which would keep a reader waiting", () =>
    listedBeside((folder) => {
      const path = join(folder, "daemon.42.json");
      fs.rmSync(path, { force: true });
      mkfifo(path);
      return path;
    }));

  root.test("a file of another user", () =>
    listedBeside((folder) => {
      const path = plant(folder, 42, sample({ pid: 42 }));
      chownSync(path, 65534, 65534);
      return path;
    }),
  );

  test.each(["web.json", "daemon.json", "daemon.42.json.tmp", "daemon.07.json", "daemon.x.json"])(
    "a file with another kind of name: %s",
    (name) =>
      listedBeside((folder) => {
        writeFileSync(join(folder, name), "{");
        return join(folder, name);
      }),
  );

  root.test("a file that may not be read (41)", async () => {
    const folder = ownRuntimeDir();
    plant(folder, 7, sample({ pid: 7 }));
    chmodSync(plant(folder, 42, sample({ pid: 42 })), 0o000);
    await run(["chown", "-R", "65534:65534", join(folder, "..")]);
    const list = `
      const { readRuntimeFiles } = await import("${import.meta.dirname}/../../build/src/local/runtime/read-runtime-files.js");
      console.log((await readRuntimeFiles("demo")).map(({ file }) => file.pid).join());`;
    const argv = [process.execPath, "--input-type=module", "-e", list];
    const { stdout, stderr } = await run(argv, { uid: 65534, gid: 65534 });
    expect(stdout + stderr).toBe("7\n");
    expect(existsSync(join(folder, "daemon.42.json"))).toBe(true);
  });
});

function mkfifo(path: string): void {
  const { status } = process.getBuiltinModule("node:child_process").spawnSync("mkfifo", [path]);
  expect(status).toBe(0);
}

describe("the endpoint", () => {
  test.each([
    [{ address: "127.0.0.1", port: 1, family: "IPv4" }, "http://127.0.0.1:1"],
    [{ address: "0.0.0.0", port: 2, family: "IPv4" }, "http://127.0.0.1:2"],
    [{ address: "::", port: 3, family: "IPv6" }, "http://[::1]:3"],
    [{ address: "::1", port: 4, family: "IPv6" }, "http://[::1]:4"],
    [{ address: "::ffff:127.0.0.1", port: 5, family: "IPv6" }, "http://127.0.0.1:5"],
    [{ address: "::ffff:0.0.0.0", port: 6, family: "IPv6" }, "http://127.0.0.1:6"],
    ["/run/demo.sock", "unix:///run/demo.sock"],
  ])("of a server at %j can be dialled: %s (C)", (address, expected) => {
    const endpoint = dialable(address);
    const facts = { service, serviceVersion: "1", endpoint, activated: false };
    const file = newRuntimeFile(facts);
    expect(file.endpoint).toBe(expected);
    expect(placeOf(file)).toEqual(endpoint);
  });

  test.each([
    ["http://127.0.0.1:7373", { network: "tcp", host: "127.0.0.1", port: 7373 }],
    ["127.0.0.1:7373", { network: "tcp", host: "127.0.0.1", port: 7373 }],
    ["unix:///run/demo.sock", { network: "unix", path: "/run/demo.sock" }],
    ["http://192.168.1.1:7373", undefined],
    ["http://0.0.0.0:7373", undefined],
    ["http://localhost.evil.com:7373", undefined],
    ["http://127.0.0.1:0", undefined],
    ["unix://relative", undefined],
    ["unix://", undefined],
    ["nonsense", undefined],
  ])("%s of a file is dialled at %j (44, 45)", (endpoint, expected) => {
    expect(placeOf(sample({ endpoint }))).toEqual(expected);
  });
});

describe("for every text", () => {
  test("the parser gives a file, or says that it is none, and throws nothing", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => `${text}}`),
    );
    fc.assert(fc.property(anything, (text) => void parseRuntimeFile(text)));
  });

  test("a file is read back as it was written, and with one field broken not at all", () => {
    const files = fc.record({
      serviceVersion: fc.string(),
      pid: fc.integer({ min: 1, max: 2 ** 22 }),
      commandLine: fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }),
      endpoint: fc.string({ minLength: 1 }),
      activated: fc.boolean(),
    });
    const wrong = fc.constantFrom<unknown>(null, {}, [], -1, "");
    const broken = fc.constantFrom(
      ...["version", "service", "pid", "startTime", "pidNamespace"],
      ...["commandLine", "endpoint", "activated", "since"],
    );
    fc.assert(
      fc.property(files, broken, wrong, (changes, field, value) => {
        const file = sample(changes);
        expect(parseRuntimeFile(JSON.stringify(file))).toEqual(file);
        expect(parseRuntimeFile(JSON.stringify({ ...file, [field]: value }))).toBeUndefined();
      }),
    );
  });
});
