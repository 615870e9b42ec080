import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { copySources } from "./copied-sources.js";

/** A copy of the package as npm installs it, where the places to look at can be made one by one. */
let home: string;
let packageFolder: string;

beforeEach(() => {
  home = tempDir();
  packageFolder = join(home, "node_modules/rouse");
  mkdirSync(packageFolder, { recursive: true });
  copySources(packageFolder);
});

const machine = process.arch === "arm64" ? "aarch64" : "x86_64";

function makeProgram(path: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

/** For another user than root, whose temporary folder it is. */
function openUp(folder: string): void {
  for (let path = folder; path.startsWith(`${tmpdir()}/`); path = dirname(path))
    chmodSync(path, 0o755);
}

async function find(
  env: Record<string, string | undefined> = {},
  before = "",
  [file, call]: readonly [file: string, call: string] = ["find-rouse-exec", "findRouseExec"],
): Promise<string> {
  const script = `
    import { ${call} } from ${JSON.stringify(join(packageFolder, `build/src/rouse-exec/${file}.js`))};
    ${before}
    try { console.log(${call}()); } catch (error) { console.log(error.code, error.message); }`;
  const argv = [process.execPath, "--input-type=module", "-e", script];
  const { stdout, stderr } = await run(argv, {
    cwd: home,
    env: { ROUSE_EXEC_PATH: undefined, PATH: "", ...env },
  });
  return (stdout + stderr).trimEnd();
}

describe("findRouseExec", () => {
  test("looks at PATH, the npm package, the checkout and ROUSE_EXEC_PATH, the last one first", async () => {
    const onPath = makeProgram(join(home, "bin/rouse-exec"));
    const env = { PATH: `${home}/none:${home}/bin` };
    expect(await find(env)).toBe(onPath);

    const packed = makeProgram(join(packageFolder, `prebuilt/${machine}/rouse-exec`));
    makeProgram(join(packageFolder, "prebuilt/riscv64/rouse-exec"));
    expect(await find(env)).toBe(packed);

    makeProgram(join(packageFolder, "rouse-exec/Makefile"), 0o644);
    expect(await find(env)).toBe(packed);
    const built = makeProgram(join(packageFolder, "rouse-exec/build/rouse-exec"));
    expect(await find(env)).toBe(built);

    const named = makeProgram(join(home, "elsewhere"));
    expect(await find({ ...env, ROUSE_EXEC_PATH: named })).toBe(named);
  });

  test("passes over what cannot be executed", async () => {
    makeProgram(join(packageFolder, `prebuilt/${machine}/rouse-exec`), 0o644);
    mkdirSync(join(home, "one/rouse-exec"), { recursive: true });
    mkdirSync(join(home, "two"));
    symlinkSync("rouse-exec", join(home, "two/rouse-exec"));
    const onPath = makeProgram(join(home, "three/rouse-exec"));
    const PATH = ["one", "two", "three"].map((folder) => join(home, folder)).join(":");
    expect(await find({ PATH })).toBe(onPath);
  });

  test("finds the one beside an unpacked Debian package, and no folder of that name", async () => {
    const beside = makeProgram(join(packageFolder, "rouse-exec"));
    expect(await find()).toBe(beside);
  });

  test("says that the folder of the package's own is closed", async () => {
    makeProgram(join(packageFolder, `prebuilt/${machine}/rouse-exec`));
    const folder = join(packageFolder, "prebuilt");
    const before = `
      const { chmodSync } = await import("node:fs");
      chmodSync(${JSON.stringify(folder)}, 0);
      process.getuid?.() === 0 && (process.setgid(65534), process.setuid(65534));`;
    openUp(home);
    expect(await find({}, before)).toMatch(
      /you may not enter the folder of the package's own: open it with `chmod -R a\+rX \S+\/prebuilt`/,
    );
  });

  test("what units are to run is refused where it is not, byte by byte, the file that was packed", async () => {
    const packed = makeProgram(join(packageFolder, `prebuilt/${machine}/rouse-exec`));
    const content = readFileSync(rouseExec);
    const hash = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(packageFolder, "prebuilt/SHA256SUMS"), `${hash}  ${machine}/rouse-exec\n`);
    writeFileSync(packed, content);
    const call = ["require-rouse-exec", "requireWholeRouseExec"] as const;
    expect(await find({}, "", call)).toBe(packed);
    content[100_000] = ~(content[100_000] ?? 0) & 0xff;
    writeFileSync(packed, content);
    expect(await find({}, "", call)).toMatch(
      /^ROUSE_EXEC_DAMAGED .* is not the one in SHA256SUMS; install Rouse again, or name /,
    );
  });

  test("does not run what lies in the current folder", async () => {
    makeProgram(join(home, "rouse-exec"));
    expect(await find({ PATH: ":." })).toMatch(/^ROUSE_EXEC_NOT_FOUND/);
  });

  test("says where it looked, and names no package but its own", async () => {
    const said = await find();
    expect(said).toMatch(/^ROUSE_EXEC_NOT_FOUND cannot find rouse-exec/);
    expect(said).toContain(join(packageFolder, `prebuilt/${machine}/rouse-exec`));
    expect(said).toMatch(/ is missing: install Rouse again, or give its path in ROUSE_EXEC_PATH$/);
    expect(said).not.toMatch(/@|npm install/);
  });

  test("says that the package's own may not be executed", async () => {
    makeProgram(join(packageFolder, `prebuilt/${machine}/rouse-exec`), 0o644);
    expect(await find()).toMatch(/own is not executable here .*: install Rouse again/);
  });

  test("says that the package has none for this processor", async () => {
    const said = await find({}, 'Object.defineProperty(process, "arch", { value: "riscv64" });');
    expect(said).toMatch(/Rouse has one for x64 and arm64, and this is riscv64/);
  });

  test("says how to build it in a checkout", async () => {
    makeProgram(join(packageFolder, "rouse-exec/Makefile"), 0o644);
    expect(await find()).toContain("build it with `npm run build`");
  });

  test.each(["/nowhere/rouse-exec", "/etc/passwd", "/etc", "/etc/passwd/x"])(
    "refuses ROUSE_EXEC_PATH=%s instead of taking another",
    async (path) => {
      const env = { PATH: dirname(makeProgram(join(home, "bin/rouse-exec"))) };
      const said = await find({ ...env, ROUSE_EXEC_PATH: path });
      expect(said).toMatch(/^ROUSE_EXEC_UNUSABLE .*not an executable file/);
      expect(said).toContain(path);
    },
  );
});
