import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { errorCodes } from "../../src/errors/rouse-error.js";
import { type ActivateOptions, activate } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { findProgram } from "../harness/on-path.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { blocks, page } from "./pages.js";

const path = "docs/register.md";
const [server = ""] = blocks(path, "js");
const units = blocks(path, "ini");
const deadlineMs = 60_000;

let folder: string;
let port: number;
beforeAll(async () => {
  folder = tempDir();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/rouse"));
  port = await freePort();
  writeFileSync(join(folder, "server.mjs"), server.replace("3000", String(port)));
  const manifest = { name: "web", scripts: { start: "node server.mjs" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
});

/** Returns how systemd would run the one service of the page that contains `word`. */
function service(word: string, { env, ...options }: ActivateOptions = {}) {
  const fitting = units.filter((text) => text.includes(word));
  expect(fitting).toHaveLength(1);
  const [text = ""] = fitting;
  const [, command = ""] = text.match(/^ExecStart=\/usr\/bin\/(.*)$/m) ?? [];
  const [, name, value = ""] = text.match(/^Environment="?(\w+)=(.*?)"?$/m) ?? [];
  const set = name === undefined ? {} : { [name]: value.replace("3000", String(port)) };
  const given = { ...env, ...set, npm_config_update_notifier: "false" };
  const argv = ["sh", "-c", `exec ${command}`];
  return { argv, options: { ...options, cwd: folder, env: given } };
}

test("the server, as its units have it", async () => {
  const [socket = ""] = units;
  const [, address = ""] = socket.match(/^ListenStream=(.*)$/m) ?? [];
  expect(address).toBe("127.0.0.1:3000");
  const here = address.replace("3000", String(port));
  const { argv, options } = service("WorkingDirectory=/srv/web\nExecStart=/usr/bin/node");
  const running = activate([{ kind: "tcp", address: here }], argv, options);
  await running.line(/^listens \{ address: '127\.0\.0\.1'/, { deadlineMs });
  expect((await get(here)).body).toBe("hello\n");
});

test("the same by npm start", { skip: findProgram("npm") === undefined }, async () => {
  const address = `127.0.0.1:${port}`;
  const { argv, options } = service("NODE_OPTIONS");
  const running = activate([{ kind: "tcp", address }], argv, options);
  await running.line(/^listens \{ address: '127\.0\.0\.1'/, { deadlineMs });
  expect((await get(address)).body).toBe("hello\n");
});

test("the maps", async () => {
  const [web, metrics] = [await freePort(), await freePort()].map((each) => `127.0.0.1:${each}`);
  const sockets = [
    { kind: "tcp", address: web ?? "", name: "web" },
    { kind: "tcp", address: metrics ?? "", name: "metrics" },
  ] as const;
  const { argv, options } = service("ROUSE_MAP");
  const running = activate([...sockets], argv, options);
  await running.line(/^listens/, { deadlineMs });
  expect((await get(web ?? "")).body).toBe("hello\n");
});

test("every warning and error of ours is on the page, or is about a map", () => {
  const ours = errorCodes.filter((code) => code.startsWith("REGISTER_"));
  const missing = ours.filter((code) => !page(path).includes(`\`${code}\``));
  expect(missing).toEqual(["REGISTER_MAP_AMBIGUOUS"]);
});
