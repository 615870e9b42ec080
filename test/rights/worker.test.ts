import { chownSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Engine, engines, guard, type Passed } from "../guards/calls.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { openTempDir } from "../harness/temp.js";

const nobody = 65_534;

interface Setting {
  engine: Engine;
  kind: "unix" | "unix-dgram";
  mode: number;
  /** Group of the socket's file. */
  group?: number;
  who?: "worker" | "itself";
  /** A command that runs the program. */
  before?: string[];
  user?: number;
}

/** What the bind of the unix socket gives, and what rouse-exec says. */
async function bindAs(setting: Setting) {
  const { engine, kind, mode, group = 0, who = "worker", before = [], user = nobody } = setting;
  const path = join(openTempDir(), "s");
  const port = String(await freePort());
  const passed: Passed[] = [
    { kind: "tcp", address: `127.0.0.1:${port}` },
    { kind, address: path, mode },
  ];
  const wait = ["sh", "-c", `echo begun; read line; exec "$@"`, "sh"];
  const server = ["python3", program("rights-worker.py"), port, String(user), who, kind, path];
  const running = guard(passed, [...wait, ...before, ...server], { engine });
  await running.line(/^begun$/);
  chownSync(path, 0, group);
  running.stdin?.write("go\n");
  await running.line(/^ready$/);
  const [, answer] = running.stdout.split("\n");
  return { answer, said: running.stderr };
}

const kinds = ["unix", "unix-dgram"] as const;
const cases = engines.flatMap((engine) => kinds.map((kind) => ({ engine, kind })));

const { describe } = needsRoot("setpriv");

describe.each(cases)("a socket of kind $kind ($engine) that only root may connect to", (one) => {
  const test = needsRoot().test;

  test("is not given to a worker of another user, and that is said", async () => {
    const { answer, said } = await bindAs({ ...one, mode: 0o600 });
    expect(answer).toBe("EADDRINUSE");
    expect(said.match(/^rouse-exec: .*$/gm)).toEqual([
      expect.stringMatching(/as user 65534, who may not connect to it, and user 0 adopted/),
    ]);
  });

  test("is given to a worker that is root", async () => {
    expect(await bindAs({ ...one, mode: 0o600, user: 0 })).toEqual({ answer: "0", said: "" });
  });

  test("is given to the process that adopted the first socket, after it gave up root", async () => {
    const found = await bindAs({ ...one, mode: 0o600, who: "itself" });
    expect(found).toEqual({ answer: "0", said: "" });
  });

  test("is given to a worker of the user who adopted the first socket", async () => {
    // Root in a user namespace is this user outside.
    const before = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const unshared = [...before, "unshare", "--user", "--map-root-user"];
    const found = await bindAs({ ...one, mode: 0o600, before: unshared, user: 0 });
    expect(found).toEqual({ answer: "0", said: "" });
  });

  test("or its group, is given to a worker of that group", async () => {
    const found = await bindAs({ ...one, mode: 0o660, group: nobody });
    expect(found).toEqual({ answer: "0", said: "" });
  });
});

describe.each(cases)("a socket of kind $kind ($engine) that everybody may connect to", (one) => {
  needsRoot().test("is given to every worker", async () => {
    expect(await bindAs({ ...one, mode: 0o666 })).toEqual({ answer: "0", said: "" });
  });
});
