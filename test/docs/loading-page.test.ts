import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseReadyCheck } from "../../src/definition/ready-check.js";
import { converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { rouse } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { PATH } from "../servers/path.js";
import { blocks } from "./pages.js";

const path = "docs/loading.md";
const commands = blocks(path, "sh").flatMap((text) => text.trim().split("\n"));
const [slow = ""] = commands;
const [source = ""] = blocks(path, "python");
const [, shown = ""] = (blocks(path, "")[0] ?? "").split("\n");
const ofRedis = commands.filter((line) => line.includes("-- redis-server"));

/** Starts a command of the page with another port, in a folder of its own, once `write` has put files there. */
async function startIn(folder: string, line: string, port: number) {
  const own = line
    .replace(/^rouse /, `exec "$0" ${rouse} `)
    .replaceAll(/\b(8080|6379)\b/g, `${port}`);
  const env = { PATH, XDG_RUNTIME_DIR: folder };
  const running = start(["sh", "-c", own, process.execPath], { env, cwd: folder });
  await running.line(/^rouse: holding /);
  return (...words: string[]) => run([process.execPath, rouse, ...words], { env });
}

test("clients of slow.py wait until it answers, and ls says so as the page does", async () => {
  const [folder, port] = [tempDir(), await freePortPair()];
  writeFileSync(join(folder, "slow.py"), source.replaceAll("8080", `${port}`));
  const ask = await startIn(folder, slow, port);
  const answer = get(`127.0.0.1:${port}`);
  const why = await until(
    async () => /loading for .* 503\)$/m.exec((await ask("ls")).stdout)?.[0],
    {
      what: "a check that has failed",
    },
  );
  const [, said] = /(loading for .*)$/.exec(shown) ?? [];
  expect(why.replace(/\d+:\d\d/, "0:03")).toBe(said);
  expect((await answer).status).toBe(200);
});

needs("redis-server", "redis-cli").test.each(ofRedis)("%s serves", async (line) => {
  const [folder, port] = [tempDir(), await freePortPair()];
  await startIn(folder, line, port);
  expect(await converse(`127.0.0.1:${port}`, "PING\r\nQUIT\r\n")).toContain("+PONG");
});

test("every check of the page is one", async () => {
  const print = `rouse() { printf '%s\\n' "$@"; }`;
  const { stdout } = await run(["sh", "-c", [print, ...commands].join("\n")]);
  const words = stdout.split("\n");
  const checks = words.filter((_, index) => words[index - 1] === "--ready-check");
  expect(checks).toHaveLength(commands.length);
  for (const check of checks) parseReadyCheck(check);
});
