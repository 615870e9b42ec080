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
    // `npm test` has set it for all of us.
    npm_lifecycle_event: undefined,
  };
  const running = activate([socket], argv, {
    cwd: project(),
    ...options,
    env: { ...env, ...options.env },
  });
  return { running, address: socket.address };
}

/** Up to five programs of Node start one after the other: that is longer than any other wait of ours. */
async function pidOf(running: Running): Promise<string> {
  const [, pid = ""] = await running.line(/^(?:serves|failed) (.*)$/, {
    deadlineMs: 4 * deadlineMs,
  });
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
  const tell = [
    "--eval",
    `console.log("ours", process.env.LISTEN_PID === String(process.pid), process.env.ROUSE_HANDED_OVER)`,
  ];

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
    expect((await marked(String)).stdout).toContain("ours true undefined");
  });

  test.each([
    ["of another socket", (inode: number) => String(inode + 1)],
    ["of more sockets than there are", (inode: number) => `${inode},${inode}`],
  ])("%s is not", async (_, mark) => {
    expect((await marked(mark)).stdout).toContain("ours false undefined");
  });

  test("that is none is an error, and the program does not start", async () => {
    const { stderr, stdout } = await marked(() => "web");
    expect(stderr).toContain("LISTEN_VARIABLE_MALFORMED");
    expect(stdout).not.toContain("ours");
    expect(stdout).toContain("ended 1");
  });
});

/** A package whose script npm-cli.js starts a child by these options, and whether the child has the socket. */
async function isHandedOn(name: string, options: string): Promise<boolean> {
  const folder = join(tempDir(), "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "../package.json"), JSON.stringify({ name }));
  const script = join(folder, "npm-cli.js");
  const text = `
    const { env } = process;
    const child = require("node:child_process").spawn("sh", ["-c", "echo child $$; read line"], ${options});
    child.stdout?.pipe(process.stdout);`;
  writeFileSync(script, text);
  const { running } = await begin([process.execPath, script]);
  const [, child] = await running.line(/^child (\d+)$/, { deadlineMs });
  return socketInode(Number(child), 3) === socketInode(running.pid, 3);
}

const foreground = 'stdio: "inherit"';
const event = 'env: { ...env, npm_lifecycle_event: "start" }';

test.each([
  ["a script of npm has the socket", "npm", `{ ${foreground}, ${event} }`, true],
  ["what npm starts besides has it not", "npm", `{ ${foreground} }`, false],
  ["what npm reads from has it not", "npm", `{ ${event} }`, false],
  [
    "who is called so and is not npm gives nothing on",
    "other",
    `{ ${foreground}, ${event} }`,
    false,
  ],
])("%s", async (_, name, options, expected) => {
  expect(await isHandedOn(name, options)).toBe(expected);
});
