import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { node } from "../cli/stand-in.js";
import { rouse, rouseExec } from "../harness/paths.js";
import { run, type StartOptions } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { type Examined, linesOf, readFindings } from "./findings.js";

/** In mounts of its own, after `prepare` has changed them. No systemd has booted what /run says of it then. */
const unshared = (prepare: string) => [
  ...["unshare", "--mount", "sh", "-ec"],
  `mount -t tmpfs tmpfs /run; ${prepare}; exec "$@"`,
  "sh",
];

async function examine(prepare = ":", options: StartOptions = {}): Promise<Examined> {
  return readFindings(await run([...unshared(prepare), node, rouse, "doctor", "--json"], options));
}

/** A rouse-exec that says what it is told to. */
function saying(version: string, check: string): { ROUSE_EXEC_PATH: string } {
  const path = join(tempDir(), "rouse-exec");
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo '${version}'\n${check}\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return { ROUSE_EXEC_PATH: path };
}

test("a container without systemd is told what works in it", async () => {
  const found = await examine("touch /run/.containerenv");
  expect(linesOf(found, "systemd")).toEqual([
    "missing: this container was not booted with it; `rouse listen` does the same in the foreground, and units " +
      "outside can start a container (docs/containers.md)",
  ]);
  const managers = found.checks.filter(({ check }) => check.endsWith("manager"));
  expect({ managers, ok: found.ok, code: found.code }).toEqual({
    managers: [],
    ok: false,
    code: 1,
  });
  expect(found.stderr).toBe(
    "rouse: something does not work here: systemd; the lines above say what to do\n",
  );
});

test("a WSL machine is told how it gets systemd", async () => {
  const version = join(tempDir(), "version");
  writeFileSync(version, "Linux version 5.15.167.4-microsoft-standard-WSL2\n");
  const found = await examine(`mount --bind ${version} /proc/version`);
  expect(linesOf(found, "systemd")).toEqual([
    expect.stringMatching(
      /^missing: it does not run this WSL machine; put `\[boot\]`.*\/etc\/wsl\.conf/,
    ),
  ]);
});

test("a machine without systemctl is told so", async () => {
  const ended = await run([node, rouse, "doctor", "--json"], { env: { PATH: tempDir() } });
  const found = readFindings(ended);
  expect(linesOf(found, "systemd")).toEqual([
    "missing: there is no systemctl on PATH; without systemd, `rouse listen` does the same in the foreground",
  ]);
  expect(found.code).toBe(1);
});

test("without koffi, a Node that cannot become rouse-exec is said to stay in memory", async () => {
  const argv = [node, "--no-addons", rouse, "doctor", "--json"];
  const found = readFindings(await run(argv, { env: { PATH: tempDir() } }));
  const said = expect.stringMatching(
    /^limited: it does not load, .*; install Node 22\.15 or later/,
  );
  expect(linesOf(found, "koffi")).toEqual("execve" in process ? [] : [said]);
  const whole = readFindings(
    await run([node, rouse, "doctor", "--json"], { env: { PATH: tempDir() } }),
  );
  expect(linesOf(whole, "koffi")).toEqual([]);
});

test("a ROUSE_EXEC_PATH that leads nowhere is one line; the others are there", async () => {
  const found = await examine(":", { env: { ROUSE_EXEC_PATH: "/nowhere/rouse-exec" } });
  expect(linesOf(found, "rouse-exec")).toEqual([
    "missing: cannot use the rouse-exec that ROUSE_EXEC_PATH names: '/nowhere/rouse-exec' is not an " +
      "executable file; correct the variable or unset it",
  ]);
  expect(found.stderr).toContain("rouse-exec, systemd");
  expect(linesOf(found, "node")).toEqual([`ok: ${process.version}`]);
});

test("rouse-exec's own view of the machine is shown, line by line", async () => {
  const found = await examine(":", { env: { ROUSE_EXEC_PATH: rouseExec } });
  const { stdout } = await run([rouseExec, "--check"]);
  const names = stdout.split("\n").flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
  expect(names).toContain("hand-over");
  const own = found.checks.map(({ check }) => check).filter((check) => names.includes(check));
  expect(own).toEqual(names);
  expect(linesOf(found, "hand-over")).toEqual(["ok: a rehearsal with a child process succeeded"]);
  expect(linesOf(found, "kernel")).toEqual([expect.stringMatching(/^ok: Linux \d+\./)]);
});

test("what rouse-exec finds missing is missing, with its reason from stderr", async () => {
  const check = [
    "echo 'kernel       ok: Linux 5.10 x86_64'",
    "echo 'yama         missing: ptrace_scope is 3; set it to 1 and reboot'",
    "echo 'rouse-exec: seccomp is refused' >&2",
    "echo 'hand-over    missing: see the message on stderr'; exit 125",
  ].join("\n");
  const found = await examine(":", { env: saying("rouse-exec 0.1.0", check) });
  expect(linesOf(found, "yama")).toEqual(["missing: ptrace_scope is 3; set it to 1 and reboot"]);
  expect(linesOf(found, "hand-over")).toEqual(["missing: rouse-exec: seccomp is refused"]);
  expect(found.stderr).toContain("yama, hand-over");
});

test.each([
  [
    "of another version",
    "rouse-exec 0.0.1",
    "echo 'kernel ok: x'",
    "limited: PATH, 0.0.1; name rouse-exec ",
  ],
  ["that is another program", "hello", "true", "limited: PATH, which does not tell its version; "],
])("a rouse-exec %s is said to be none of ours", async (_, version, check, expected) => {
  const env = saying(version, check);
  const [line = ""] = linesOf(await examine(":", { env }), "rouse-exec");
  expect(line.replace(env.ROUSE_EXEC_PATH, "PATH")).toContain(expected);
});

test("a rouse-exec that cannot be run is missing", async () => {
  const path = join(tempDir(), "rouse-exec");
  writeFileSync(path, "#!/of/another/machine\n", { mode: 0o755 });
  const found = await examine(":", { env: { ROUSE_EXEC_PATH: path } });
  expect(linesOf(found, "rouse-exec")).toEqual([
    expect.stringMatching(`^missing: ${path} cannot be run; name rouse-exec `),
  ]);
});

test("a rouse-exec that cannot try the hand-over does not pass for one that can", async () => {
  const env = saying("rouse-exec 0.1.0", "echo 'Segmentation fault' >&2; exit 139");
  const found = await examine(":", { env });
  expect(linesOf(found, "hand-over")).toEqual(["missing: Segmentation fault"]);
});

test("a report folder that others can write to is said to be unsafe", async () => {
  const runtime = tempDir();
  mkdirSync(join(runtime, "rouse"), { mode: 0o777 });
  const chmod = `chmod 777 ${runtime}/rouse`;
  const found = await examine(chmod, { env: { XDG_RUNTIME_DIR: runtime } });
  expect(linesOf(found, "reports")).toEqual([
    expect.stringMatching(/^missing: cannot keep a report in .*its mode is 0777.*; remove it/),
  ]);
});

test("people read a line each, and what to do below it", async () => {
  const { stdout } = await run([...unshared("touch /run/.containerenv"), node, rouse, "doctor"]);
  expect(stdout).toMatch(/^node +ok +v\d+/);
  expect(stdout).toMatch(
    /^systemd +missing +this container was not booted with it\n +next +`rouse listen`/m,
  );
});
