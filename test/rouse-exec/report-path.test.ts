import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reportPath } from "../../src/rouse-exec/report-path.js";
import { errorOf } from "../errors/errors-of.js";
import { run } from "../harness/start.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { copySources } from "./copied-sources.js";

const isRoot = process.geteuid?.() === 0;
const nobody = 65534;

let runtime: string;
let folder: string;

beforeEach(() => {
  runtime = tempDir();
  folder = join(runtime, "rouse");
  vi.stubEnv("XDG_RUNTIME_DIR", runtime);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("reportPath", () => {
  test("is in XDG_RUNTIME_DIR, in a folder made for its owner alone", () => {
    expect(reportPath("web")).toBe(join(folder, "web.json"));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(reportPath("my-app:1@x_y.z")).toBe(join(folder, "my-app:1@x_y.z.json"));
  });

  test("may be seen by others where the service manager made the folder", () => {
    mkdirSync(folder, { mode: 0o755 });
    expect(reportPath("web")).toBe(join(folder, "web.json"));
  });

  test.each(["", ".", "..", ".x", "-x", "a/b", "/a", "a b", "a\n", "é", "n".repeat(201)])(
    "refuses the name %j",
    (name) => {
      const error = errorOf(() => reportPath(name));
      expect(error.code).toBe("NAME_MALFORMED");
    },
  );

  test.each<[why: string, make: () => void]>([
    ["not a folder", () => writeFileSync(folder, "")],
    ["not a folder", () => symlinkSync("/", folder)],
    ["mode is 0777", () => makeFolder(0o777)],
    ["mode is 0770", () => makeFolder(0o770)],
  ])("refuses a place whose problem is: %s", (why, make) => {
    make();
    expectUnsafe(why);
  });

  test.runIf(isRoot)("refuses a folder of another user", () => {
    makeFolder(0o700);
    chownSync(folder, nobody, nobody);
    expectUnsafe("belongs to user 65534, not to user 0");
  });

  function makeFolder(mode: number): void {
    mkdirSync(folder);
    chmodSync(folder, mode);
  }

  function expectUnsafe(why: string): void {
    const error = errorOf(() => reportPath("web"));
    expect(error.code).toBe("REPORT_FOLDER_UNSAFE");
    expect(error.message).toContain(why);
    expect(error.message).toContain(folder);
  }
});

describe("reportPath of a user without a runtime folder", () => {
  const uid = isRoot ? nobody : Number(process.geteuid?.());
  let temp: string;

  beforeEach(() => {
    temp = openTempDir();
    // The checkout may be in a home that this user cannot enter.
    copySources(temp);
  });

  async function asUser(
    runtime: string | undefined,
    TMPDIR = temp,
    call = "reportPath('web')",
  ): Promise<string> {
    const script = `
      import { findReports, reportPath } from ${JSON.stringify(join(temp, "build/src/rouse-exec/report-path.js"))};
      try { console.log(${call}); } catch (error) { console.log(error.message); }`;
    const { stdout, stderr } = await run([process.execPath, "--input-type=module", "-e", script], {
      cwd: "/",
      ...(isRoot ? { uid, gid: nobody } : {}),
      env: { TMPDIR, XDG_RUNTIME_DIR: runtime },
    });
    return (stdout + stderr).trimEnd();
  }

  test("is in a private folder among temporary files", async () => {
    expect(await asUser(undefined)).toBe(`${temp}/rouse-${uid}/web.json`);
    expect(statSync(`${temp}/rouse-${uid}`)).toMatchObject({ uid, mode: 0o40700 });
  });

  test.each(["relative", "/nowhere", "/"])("passes over XDG_RUNTIME_DIR=%s", async (place) => {
    expect(await asUser(place)).toBe(`${temp}/rouse-${uid}/web.json`);
  });

  test("refuses a folder that others can look into", async () => {
    mkdirSync(`${temp}/rouse-${uid}`, { mode: 0o755 });
    if (isRoot) chownSync(`${temp}/rouse-${uid}`, uid, nobody);
    expect(await asUser(undefined)).toMatch(/its mode is 0755/);
  });

  test("refuses where it can make no folder", async () => {
    const runtime = join(temp, "runtime");
    mkdirSync(runtime, { mode: 0o500 });
    if (isRoot) chownSync(runtime, uid, nobody);
    expect(await asUser(runtime)).toMatch(
      /you may not enter or write to '.*runtime'; set TMPDIR to/,
    );
  });

  test("says that the folder of temporary files is not there, and removes nothing", async () => {
    const said = await asUser(undefined, "/nonexist");
    expect(said).toMatch(
      /: the folder '\/nonexist' is not there; make it, or set XDG_RUNTIME_DIR /,
    );
  });

  test.runIf(isRoot).each(["reportPath('web')", "findReports()"])(
    "names a folder of temporary files that this user may not enter: %s",
    async (call) => {
      const closed = tempDir();
      chmodSync(closed, 0o700);
      const said = await asUser(undefined, closed, call);
      expect(said).toMatch(
        /: you may not enter or write to '.*'; set TMPDIR to a folder of yours, /,
      );
    },
  );

  test.runIf(isRoot)("refuses a folder of somebody else", async () => {
    mkdirSync(`${temp}/rouse-${uid}`, { mode: 0o700 });
    expect(await asUser(undefined)).toMatch(/belongs to user 0, not to user 65534/);
  });
});
