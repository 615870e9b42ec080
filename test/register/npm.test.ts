import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ActivateOptions, activate, type ListeningSocket } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import type { Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { register } from "./program.js";
import { deadlineMs, registered } from "./serve.js";

/** Serves its pid, and says what it has at 3. */
const server = `
const { readlinkSync } = require("node:fs");
const { createServer } = require("node:net");
const server = createServer((socket) => socket.end(String(process.pid)));
server.on("error", ({ code }) => console.log("failed", code));
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("serves", process.pid));
`;

/** What a step before the server sees. */
const before = `
const { LISTEN_FDS, LISTEN_FDNAMES } = process.env;
console.log("before", LISTEN_FDS, LISTEN_FDNAMES);
`;

const scripts = {
  start: "node server.js",
  prestart: "node before.js",
  chain: "node before.js && mkdir -p made && node server.js",
  nested: "npm run --silent chain",
  twice: "npm run --silent nested",
};

function project(): string {
  const folder = tempDir();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", scripts }));
  writeFileSync(join(folder, "server.js"), server);
  writeFileSync(join(folder, "before.js"), before);
  return folder;
}

async function begin(argv: string[], options: ActivateOptions = {}) {
  const port = await freePort();
  const socket: ListeningSocket = { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" };
  const env = {
    PORT: String(port),
    NODE_OPTIONS: `--import=${register}`,
    npm_config_update_notifier: "false",
    npm_config_cache: tempDir(),
  };
  const running = activate([socket], argv, {
    cwd: project(),
    ...options,
    env: { ...env, ...options.env },
  });
  return { running, address: socket.address };
}

async function pidOf(running: Running): Promise<string> {
  const [, pid = ""] = await running.line(/^(?:serves|failed) (.*)$/, { deadlineMs: 20_000 });
  return pid;
}

const { describe: withNpm } = needs("npm");

withNpm("npm", () => {
  test.each(["start", "run chain", "run nested", "run twice"])("%s", async (words) => {
    const { running, address } = await begin(["npm", ...words.split(" ")]);
    const pid = await pidOf(running);
    expect(await converse(address, "", { deadlineMs })).toBe(pid);
    expect(socketInode(Number(pid), 3)).toBe(socketInode(running.pid, 3));
    expect(running.stdout).toMatch(/^before 1 web$/m);
  });

  test("gives nothing on without NODE_OPTIONS, and says nothing", async () => {
    const { running } = await begin(["npm", "start"], { env: { NODE_OPTIONS: undefined } });
    expect(await pidOf(running)).toBe("EADDRINUSE");
  });
});

describe("a mark", () => {
  const tell = ["--eval", `console.log("ours", process.env.LISTEN_PID === String(process.pid))`];

  async function marked(mark: (inode: number) => string) {
    // The shell keeps the socket at 3 as it would on the way from a package runner.
    const keeper = activate(
      [{ kind: "tcp", address: `127.0.0.1:${await freePort()}` }],
      [
        "sh",
        "-c",
        `echo ready; read mark; ROUSE_HANDED_OVER="$mark" LISTEN_PID=1 "$@"; echo ended $?`,
        "sh",
        ...registered,
        ...tell,
      ],
    );
    await keeper.line(/^ready$/, { deadlineMs });
    keeper.stdin?.write(`${mark(socketInode(keeper.pid, 3) ?? 0)}\n`);
    await keeper.line(/^ended/, { deadlineMs });
    return keeper;
  }

  test("of the socket that stands there is believed", async () => {
    expect((await marked(String)).stdout).toContain("ours true");
  });

  test.each([
    ["of another socket", (inode: number) => String(inode + 1)],
    ["of more sockets than there are", (inode: number) => `${inode},${inode}`],
  ])("%s is not", async (_, mark) => {
    expect((await marked(mark)).stdout).toContain("ours false");
  });

  test("that is none is an error, and the program does not start", async () => {
    const { stderr, stdout } = await marked(() => "web");
    expect(stderr).toContain("LISTEN_VARIABLE_MALFORMED");
    expect(stdout).not.toContain("ours");
    expect(stdout).toContain("ended 1");
  });
});

test("a program that is called npm and is none gives nothing on", async () => {
  const folder = join(project(), "node_modules/npm-like/bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "../package.json"), JSON.stringify({ name: "npm-like" }));
  const spawns = `const { spawn } = require("node:child_process");
    const env = { ...process.env, npm_lifecycle_event: "start" };
    spawn("sh", ["-c", "node server.js"], { stdio: "inherit", env, cwd: process.cwd() });`;
  writeFileSync(join(folder, "npm-cli.js"), spawns);
  const { running } = await begin([process.execPath, join(folder, "npm-cli.js")]);
  expect(await pidOf(running)).toBe("EADDRINUSE");
});
