import { chmodSync, copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A copy of the package as npm installs it, where the places to look at can be made one by one. */
let home: string;
let packageFolder: string;

beforeEach(() => {
  home = tempDir();
  packageFolder = join(home, "node_modules/rouse");
  mkdirSync(packageFolder, { recursive: true });
  cpSync(join(root, "build/src"), join(packageFolder, "build/src"), { recursive: true });
  copyFileSync(join(root, "package.json"), join(packageFolder, "package.json"));
});

function makeProgram(path: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

async function find(env: Record<string, string | undefined> = {}): Promise<string> {
  const script = `
    import { findRouseExec } from ${JSON.stringify(join(packageFolder, "build/src/rouse-exec/find-rouse-exec.js"))};
    try { console.log(findRouseExec()); } catch (error) { console.log(error.code, error.message); }`;
  const argv = [process.execPath, "--input-type=module", "-e", script];
  const { stdout, stderr } = await run(argv, {
    cwd: home,
    env: { ROUSE_EXEC_PATH: undefined, PATH: "", ...env },
  });
  return (stdout + stderr).trimEnd();
}

describe("findRouseExec", () => {
  test("looks at PATH, the checkout, the npm package and ROUSE_EXEC_PATH, the last one first", async () => {
    const onPath = makeProgram(join(home, "bin/rouse-exec"));
    const env = { PATH: `${home}/none:${home}/bin` };
    expect(await find(env)).toBe(onPath);

    const built = makeProgram(join(packageFolder, "rouse-exec/build/rouse-exec"));
    expect(await find(env)).toBe(built);

    const scope = join(home, `node_modules/@rouse/exec-linux-${process.arch}`);
    const packaged = makeProgram(join(scope, "rouse-exec"));
    writeFileSync(join(scope, "package.json"), `{"name":"@rouse/exec-linux-${process.arch}"}`);
    expect(await find(env)).toBe(packaged);

    const named = makeProgram(join(home, "elsewhere"));
    expect(await find({ ...env, ROUSE_EXEC_PATH: named })).toBe(named);
  });

  test("passes over what cannot be executed", async () => {
    makeProgram(join(packageFolder, "rouse-exec/build/rouse-exec"), 0o644);
    mkdirSync(join(home, "one/rouse-exec"), { recursive: true });
    mkdirSync(join(home, "two"));
    symlinkSync("rouse-exec", join(home, "two/rouse-exec"));
    const onPath = makeProgram(join(home, "three/rouse-exec"));
    const PATH = ["one", "two", "three"].map((folder) => join(home, folder)).join(":");
    expect(await find({ PATH })).toBe(onPath);
  });

  test("does not run what lies in the current folder", async () => {
    makeProgram(join(home, "rouse-exec"));
    expect(await find({ PATH: ":." })).toMatch(/^ROUSE_EXEC_NOT_FOUND/);
  });

  test("says where it looked, and how to install it", async () => {
    const said = await find();
    expect(said).toMatch(/^ROUSE_EXEC_NOT_FOUND cannot find rouse-exec/);
    expect(said).toContain(join(packageFolder, "rouse-exec/build/rouse-exec"));
    expect(said).toContain(`npm install @rouse/exec-linux-${process.arch}`);
    expect(said).toMatch(/ROUSE_EXEC_PATH$/);
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
