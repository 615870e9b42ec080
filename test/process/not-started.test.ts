import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { superviseOwn } from "./supervised.js";

let folder = "";

beforeAll(() => {
  folder = tempDir();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "a-directory"));
  writeFileSync(join(folder, "no-program"), "data\n", { mode: 0o644 });
  writeFileSync(join(folder, "no-mode"), "#!/bin/sh\n", { mode: 0o644 });
  writeFileSync(join(folder, "no-interpreter"), "#!/nonexistent/interpreter\n", { mode: 0o755 });
  writeFileSync(join(folder, "windows"), "#!/bin/sh\r\n", { mode: 0o755 });
  const program = readFileSync("/bin/true").toString("latin1").replace("/ld-linux", "/no-linux");
  writeFileSync(join(folder, "no-first-line"), "echo started\n", { mode: 0o755 });
  const foreign = readFileSync("/bin/true");
  foreign.writeUInt16LE(0xffff, 18); // e_machine: elf(5)
  writeFileSync(join(folder, "other-machine"), foreign, { mode: 0o755 });
  writeFileSync(join(folder, "other-libc"), Buffer.from(program, "latin1"), { mode: 0o755 });
});

const cases: [what: string, word: () => string, code: number][] = [
  ["a path that is not there", () => join(folder, "nothing"), 127],
  ["a name that is nowhere on PATH", () => "rouse-test-nothing", 127],
  ["a file that is not executable", () => join(folder, "no-program"), 126],
  ["a name on PATH that is not executable", () => "no-program", 126],
  ["a directory", () => join(folder, "a-directory"), 126],
  ["a path through a file", () => join(folder, "no-program/nothing"), 126],
];

const modes: [mode: string, options: string[]][] = [
  ["awake", []],
  ["asleep, at once and not to the first client", ["--lazy"]],
];

describe.each(modes)("%s, a program that cannot be executed is told", (_, options) => {
  test.each(cases)("%s", async (_what, word, code) => {
    const running = superviseOwn([word()], { options, env: withFolderOnPath() });
    expect(await running.exit()).toEqual({ code, signal: null });
    expect(running.stderr).toMatch(/^rouse-exec: cannot (find|execute) .*\n$/);
    expect(running.stderr).toContain(word());
  });
});

test.each(cases)("with no socket too: %s", async (_what, word, code) => {
  const { stderr, ...exit } = await run([rouseExec, "--", word()], { env: withFolderOnPath() });
  expect(exit).toMatchObject({ code, signal: null });
  expect(stderr).toContain(word());
});

const misread: [what: string, word: () => string, says: string][] = [
  [
    "a script whose interpreter is missing",
    () => join(folder, "no-interpreter"),
    "its first line names the interpreter '/nonexistent/interpreter', which does not exist",
  ],
  [
    "a script with the line ends of Windows",
    () => join(folder, "windows"),
    "the interpreter '/bin/sh', and ends with a carriage return; save the file with Unix line ends",
  ],
  [
    "a program of another C library",
    () => join(folder, "other-libc"),
    "its dynamic loader is not on this machine; it was built for another C library",
  ],
  [
    "a command in quotes",
    () => "echo started",
    "cannot find the program 'echo started'; if this is a whole command, give its words without quotes around all of them",
  ],
];

const forbidden: [what: string, word: () => string, path: () => string, says: string][] = [
  [
    "a script that is not executable",
    () => join(folder, "no-mode"),
    () => join(folder, "no-mode"),
    "it is not executable; `chmod +x` makes it so",
  ],
  [
    "a file that is not executable, and no script either",
    () => join(folder, "no-program"),
    () => join(folder, "no-program"),
    "it is not executable, and no program: a script needs `chmod +x` and a first line like #!/bin/sh",
  ],
  [
    "a name on PATH that is not executable",
    () => "no-mode",
    () => join(folder, "no-mode"),
    "it is not executable; `chmod +x` makes it so",
  ],
  [
    "a folder",
    () => join(folder, "a-directory"),
    () => join(folder, "a-directory"),
    "it is a folder; give the path of a program",
  ],
  ["a device", () => "/dev/null", () => "/dev/null", "it is not a file"],
];

describe.each(modes)("%s, what cannot be executed is told with the reason:", (_, options) => {
  test.each(forbidden)("%s", async (_what, word, path, says) => {
    const running = superviseOwn([word()], { options, env: withFolderOnPath() });
    expect(await running.exit()).toMatchObject({ code: 126 });
    expect(running.stderr).toBe(`rouse-exec: cannot execute '${path()}': ${says}\n`);
  });
});

test("a user who may not execute a file, or enter its folder, is told which", async () => {
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o700 });
  writeFileSync(join(closed, "program"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(join(folder, "of-root"), "#!/bin/sh\n", { mode: 0o700 });
  const asNobody = (path: string) =>
    run(["setpriv", "--reuid=65534", "--clear-groups", rouseExec, "--", path], { cwd: "/" });
  expect((await asNobody(join(closed, "program"))).stderr).toContain(
    "': this user may not enter a folder on the way to it\n",
  );
  expect((await asNobody(join(folder, "of-root"))).stderr).toContain(
    "': its mode or a mount option (noexec) forbids it to this user\n",
  );
});

const empty = `rouse-exec: cannot find the program '': its name is empty, as a shell variable without a value is; give its path\n`;

test.each(modes)("%s, an empty name is told so", async (_, options) => {
  const running = superviseOwn([""], { options });
  expect(await running.exit()).toEqual({ code: 127, signal: null });
  expect(running.stderr).toBe(empty);
});

test("with no socket too: an empty name", async () => {
  const { code, stderr } = await run([rouseExec, "--", ""]);
  expect({ code, stderr }).toEqual({ code: 127, stderr: empty });
});

test.each([
  [
    "a script without #!",
    "no-first-line",
    "it is no program; a script needs a first line like #!/bin/sh",
  ],
  ["a program of another machine", "other-machine", "it is a program for another kind of machine"],
])("%s is told so", async (_what, name, says) => {
  const file = join(folder, name);
  const { code, stderr } = await run([rouseExec, "--", file]);
  expect({ code, stderr }).toEqual({
    code: 126,
    stderr: `rouse-exec: cannot execute '${file}': ${says}\n`,
  });
});

describe.each(modes)("%s, what is misread is not said to be missing itself:", (_, options) => {
  test.each(misread)("%s", async (_what, word, says) => {
    const running = superviseOwn([word()], { options });
    expect(await running.exit()).toMatchObject({ code: 127 });
    expect(running.stderr).toContain(says);
    expect(running.stderr).toContain(`'${word()}'`);
  });
});

test("a rouse-exec around it already listens to the system calls: 125, and why", async () => {
  const inner = [`--listen=@rouse-nested-${process.pid}`, "--", "echo", "started"];
  const running = superviseOwn([rouseExec, ...inner]);
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  expect(running.stdout).toBe("");
  expect(running.stderr).toMatch(/^rouse-exec: .*another seccomp listener is already there.*\n$/);
});

test("nested without a socket of its own it only runs the program", async () => {
  const running = superviseOwn([rouseExec, "--", "sh", "-c", "exit 5"]);
  expect(await running.exit()).toEqual({ code: 5, signal: null });
});

function withFolderOnPath() {
  return { PATH: `${folder}:${process.env.PATH}` };
}
