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
import { type Endpoint, parseEndpoint } from "../../src/local/endpoint/endpoint.js";
import { parseRuntimeFile } from "../../src/local/runtime/parse-documents.js";
import { readRuntimeFiles } from "../../src/local/runtime/read-runtime-files.js";
import {
  findEndpoint,
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

describe("a runtime file", () => {
  test("is read back as it was written, and gone once it was removed", async () => {
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

  test.each([0o000, 0o022, 0o777])("has mode 0600 with umask %o", (umask) => {
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

  test("replaces an earlier one in one step, so that a reader finds one of the two", async () => {
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

  test("is written even where a killed daemon with the same pid has left a draft", () => {
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
  test("may have a name with the characters of a glob", async () => {
    ownRuntimeDir("data[test]*?{a,b}");
    writeRuntimeFile(sample());
    expect(await readRuntimeFiles(service)).toHaveLength(1);
  });

  test("is not made by reading", async () => {
    const folder = ownRuntimeDir();
    expect(await readRuntimeFiles(service)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test("is made with mode 0700, whatever the umask", () => {
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

  test("that others may look into is read, and closed by a daemon that writes", async () => {
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

  test("is in TMPDIR, named after this user, without XDG_RUNTIME_DIR", () => {
    const temporary = tempDir();
    setVariable("XDG_RUNTIME_DIR", undefined);
    setVariable("TMPDIR", temporary);
    expect(makeRuntimeFolder(service)).toBe(join(temporary, `demo-${process.getuid?.()}`));
  });
});

describe("a corrupt file is removed:", () => {
  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a pid of 0", sample({ pid: 0 })],
    ["a pid below 0", sample({ pid: -1 })],
    ["a pid that is not an integer", sample({ pid: 1.5 })],
    ["no endpoint", sample({ endpoint: "" })],
    ["no command line", sample({ commandLine: [] })],
    ["no start time", { ...sample(), startTime: undefined }],
    ["another pid than its name", sample({ pid: 43 })],
    ["another service", sample({ service: "other" })],
    ["an older version", { ...sample({ pid: 42 }), version: 0 }],
    ["too many bytes", { ...sample({ pid: 42 }), more: "x".repeat(70_000) }],
    ["JSON that is no object", "[]"],
  ])("%s", async (_, content) => {
    const path = plant(ownRuntimeDir(), 42, content);
    expect(await readRuntimeFiles(service)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });
});

describe("is skipped and stays, and the other files are listed:", () => {
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

  test("a FIFO, on which open(2) would wait", () =>
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

  root.test("a file that we may not read", async () => {
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
  test.each<[Endpoint, string]>([
    [{ network: "tcp", host: "127.0.0.1", port: 1 }, "http://127.0.0.1:1"],
    [{ network: "tcp", host: "::1", port: 4 }, "http://[::1]:4"],
    [{ network: "unix", path: "/run/demo.sock" }, "unix:///run/demo.sock"],
  ])("%j is written as %s and read back", (endpoint, expected) => {
    const file = newRuntimeFile({ service, serviceVersion: "1", endpoint, activated: false });
    expect(file.endpoint).toBe(expected);
    expect(findEndpoint(file)).toEqual(endpoint);
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
  ])("%s of a file is read as %j", (endpoint, expected) => {
    expect(findEndpoint(sample({ endpoint }))).toEqual(expected);
  });
});

describe("parseRuntimeFile", () => {
  test("never throws, whatever the text", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => `${text}}`),
    );
    fc.assert(fc.property(anything, (text) => void parseRuntimeFile(text)));
  });

  test("reads back what was written, and nothing once a field is broken", () => {
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
