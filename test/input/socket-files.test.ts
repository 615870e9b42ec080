import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { expectToRun, refusal } from "./refused.js";

let path: string;

beforeEach(() => {
  path = join(tempDir(), "socket");
});

/** A socket in the file system, with somebody behind it or, once that has ended, nobody. */
async function socketFile({ type = "SOCK_STREAM", backlog = 5, alive = true } = {}) {
  const listen = type === "SOCK_DGRAM" ? "" : `s.listen(${backlog})`;
  const script = `import socket, signal
s = socket.socket(socket.AF_UNIX, socket.${type})
s.bind("${path}")
${listen}
print("ready", flush=True)
signal.pause()`;
  const running = start(["python3", "-c", script]);
  await running.line(/^ready$/);
  if (!alive) await running.stop("SIGKILL");
  return running;
}

const types = [
  ["unix", "SOCK_STREAM"],
  ["unix-dgram", "SOCK_DGRAM"],
  ["unix-seqpacket", "SOCK_SEQPACKET"],
] as const;

describe.each(types)("a socket file where a %s socket is to be", (kind, type) => {
  test("is replaced when nobody listens on it any more", async () => {
    await socketFile({ type, alive: false });
    await expectToRun([`--listen=${kind}:${path}`]);
  });

  test("is left to who still listens on it, whose pid is said", async () => {
    const { pid } = await socketFile({ type });
    const { ino } = lstatSync(path);
    const line = await refusal([`--listen=${kind}:${path}`]);
    expect(line).toContain(path);
    if (type !== "SOCK_DGRAM") expect(line).toContain(`process ${pid}`);
    expect(lstatSync(path).ino).toBe(ino);
  });
});

test.each(types)("a live socket of another type than %s is left alone", async (kind, type) => {
  const other = type === "SOCK_DGRAM" ? "SOCK_STREAM" : "SOCK_DGRAM";
  await socketFile({ type: other });
  expect(await refusal([`--listen=${kind}:${path}`])).toContain(path);
  expect(lstatSync(path).isSocket()).toBe(true);
});

test("a live socket with a full queue is left alone", async () => {
  const { pid } = await socketFile({ backlog: 0 });
  const clients = [1, 2, 3].map(() => start(["python3", program("adopt-client.py"), path]));
  for (const client of clients) client.stdin?.write("\n");
  await Promise.race(clients.map((client) => client.line(/^connected$/)));
  expect(await refusal([`--listen=${path}`])).toMatch(
    new RegExp(`${path}.*(process ${pid}|live server)`),
  );
  expect(lstatSync(path).isSocket()).toBe(true);
});

describe("what is no socket is never removed:", () => {
  test.each<[string, () => void]>([
    ["a file", () => writeFileSync(path, "precious")],
    ["an empty file", () => writeFileSync(path, "")],
    ["a folder", () => mkdirSync(path)],
    ["a symbolic link to nowhere", () => symlinkSync("nowhere", path)],
    ["a pipe", () => execFileSync("mkfifo", [path])],
  ])("%s", async (_, make) => {
    make();
    const { ino, size, mode } = lstatSync(path);
    expect(await refusal([`--listen=${path}`])).toContain(path);
    expect(lstatSync(path)).toMatchObject({ ino, size, mode });
  });

  test("a symbolic link to a dead socket", async () => {
    await socketFile({ alive: false });
    const link = `${path}.link`;
    symlinkSync(path, link);
    expect(await refusal([`--listen=${link}`])).toContain(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });
});

test.each(["", "/"])("a folder, written with %o at its end, is said to be one", async (end) => {
  mkdirSync(path);
  for (const [kind] of types) {
    expect(await refusal([`--listen=${kind}:${path}${end}`])).toBe(
      `rouse-exec: cannot listen on ${path}${end}: it is a directory; name a file in it`,
    );
  }
});

test("a folder that is not there is named", async () => {
  const missing = join(path, "none/socket");
  expect(await refusal([`--listen=${missing}`])).toContain(join(path, "none"));
});

describe("the file of a socket of our own", () => {
  const listen = ["python3", "-B", program("adopt-listen.py")];

  test.each([
    ["0600 when nothing is said", "", 0o600],
    ["0666 when asked for", ",mode=0666", 0o666],
    ["0620 when asked for", ",mode=620", 0o620],
  ])("has the mode %s, and is gone at the end", async (_, setting, mode) => {
    const running = start([rouseExec, `--listen=${path}${setting}`, "--", ...listen, path, "5"]);
    await running.line(/^ready$/);
    expect(lstatSync(path).mode & 0o777).toBe(mode);
    await converse(path, "end");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(existsSync(path)).toBe(false);
  });

  test("is not removed at the end when it is another's by then", async () => {
    const running = start([rouseExec, `--listen=${path}`, "--", ...listen, path, "5"]);
    await running.line(/^ready$/);
    rmSync(path);
    await socketFile();
    await running.stop();
    expect(lstatSync(path).isSocket()).toBe(true);
  });

  test("is that of one of two who ask at once, and the other is told whose", async () => {
    const both = [1, 2].map(() => start([rouseExec, `--listen=${path}`, "--", "sleep", "60"]));
    await until(() => both.some(({ hasEnded }) => hasEnded), { what: "one to be refused" });
    const [winner, loser] = both[0]?.hasEnded ? both.reverse() : both;
    expect((await loser?.exit())?.code).toBe(125);
    expect(loser?.stderr).toContain(`process ${winner?.pid}`);
    expect(winner?.hasEnded).toBe(false);
  });
});
