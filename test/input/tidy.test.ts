import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

let path: string;
let listen: string;

beforeEach(() => {
  path = join(tempDir(), "socket");
  listen = `--listen=${path}`;
});

test.each([
  ["a second socket that cannot be made", ["--listen=/etc/passwd", "--", "true"], 125],
  ["a map to a socket that was not passed", ["--map=*:80=nobody", "--", "true"], 125],
  ["a report that cannot be written", ["--report=/nowhere/at/all.json", "--", "true"], 125],
  ["a program that is not there", ["--lazy", "--", "/nowhere/at/all"], 127],
])("%s leaves no socket file behind", async (_, argv, status) => {
  expect((await run([rouseExec, listen, ...argv])).code).toBe(status);
  expect(existsSync(path)).toBe(false);
});

test("a program that was started and could not be executed leaves none either", async () => {
  expect((await run([rouseExec, listen, "--", "/nowhere/at/all"])).code).toBe(127);
  expect(existsSync(path)).toBe(false);
});

test("somebody who holds the lock of the directory delays the start, and no more", async () => {
  const locker = start(["flock", tempDir(), "sh", "-c", "echo ready; exec sleep 60"]);
  const folder = locker.argv[1] ?? "";
  await locker.line(/^ready$/);
  start([rouseExec, `--listen=${folder}/socket`, "--lazy", "--", "true"]);
  const isThere = () => existsSync(join(folder, "socket"));
  await until(isThere, { what: "the socket file" });
});

test.each([
  ["ends well", ["--", "true"], 0],
  ["fails", ["--", "false"], 1],
  ["cannot be executed", ["--", "/nowhere/at/all"], 127],
  ["is not there when it would be woken", ["--lazy", "--", "/nowhere/at/all"], 127],
])("with --remove-report none is left of a program that %s", async (_, argv, status) => {
  const report = join(tempDir(), "web.json");
  const command = [rouseExec, listen, `--report=${report}`];
  expect((await run([...command, ...argv])).code).toBe(status);
  expect(existsSync(report)).toBe(true);
  expect((await run([...command, "--remove-report", ...argv])).code).toBe(status);
  expect(existsSync(report)).toBe(false);
});

test("with --remove-report one that could not be replaced stays", async () => {
  const report = join(tempDir(), "web.json");
  mkdirSync(report);
  const argv = [rouseExec, listen, `--report=${report}`, "--remove-report", "--", "true"];
  expect((await run(argv)).code).toBe(125);
  expect(existsSync(report)).toBe(true);
});
