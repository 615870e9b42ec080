import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ask, converse } from "../harness/connect.js";
import { kill } from "../harness/leftovers.js";
import { rouse } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { PATH } from "../servers/path.js";
import { dnsQuestion } from "../servers/wire/dns.js";
import { answers } from "./answers.js";
import { blocks } from "./pages.js";

const path = "docs/listen.md";
const commands = blocks(path, "sh").flatMap((text) => text.trim().split("\n"));
const [one = "", stopped = "", several = "", dns = "", unix = "", mapped = "", ...others] =
  commands;
const [named = "", ls = "", status = "", kept = ""] = others;
const [announced = ""] = blocks(path, "");

/** Returns a shell in a folder of its own, in which `rouse` is the command of this checkout; `change` is for ports. */
function shell(change: (line: string) => string) {
  const folder = tempDir();
  const options = { env: { PATH, XDG_RUNTIME_DIR: folder }, cwd: folder };
  const argv = (line: string) => {
    const own = change(line).replace(/\brouse (?=listen|ls|status)/, `"$0" ${rouse} `);
    return ["sh", "-c", line.endsWith("&") ? own : `exec ${own}`, process.execPath];
  };
  return {
    folder,
    run: (line: string) => run(argv(line), options),
    start: (line: string) => start(argv(line), options),
  };
}

const held = /^rouse: holding /;

test(`the commands of ${path} are these, in this order`, () => {
  expect(commands.map((line) => line.replace(/( --)? .*/, ""))).toEqual([
    ...["rouse", "rouse", "rouse", "rouse", "rouse", "rouse", "rouse", "rouse", "rouse", "setsid"],
  ]);
});

test("the first one holds its port, says so as the page shows, and serves", async () => {
  const port = String(await freePort());
  const running = shell((line) => line.replaceAll("8080", port)).start(one);
  await running.line(/^rouse: only this machine /, { from: "stderr" });
  expect(running.stderr).toBe(announced.replaceAll("8080", port));
  await until(() => answers(Number(port)), { what: "an answer" });
});

needs("unshare").test("a command that passes no signals on is put to sleep", async () => {
  const port = String(await freePort());
  const words = `rouse listen ${port} --idle 1s --name web`;
  const { folder, start } = shell((line) => line.replace("rouse listen 8080", words));
  const running = start(stopped.replace(/8080$/, port));
  await running.line(held);
  await until(() => answers(Number(port)), { what: "an answer" });
  const report = join(folder, "rouse/web.json");
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1, {
    deadlineMs: 60_000,
  });
});

test("a client of either port starts the servers of both", async () => {
  const [first, second] = [await freePort(), await freePort()];
  const ports = (line: string) =>
    line.replaceAll("8080", `${first}`).replaceAll("9090", `${second}`);
  await shell(ports).start(several).line(held);
  await until(() => answers(second), { what: "an answer of the second" });
  await until(() => answers(first), { what: "an answer of the first" });
});

test("a bind to another port is led to the socket by --map", async () => {
  const [held, bound] = [await freePort(), await freePort()];
  const ports = (line: string) => line.replaceAll("8080", `${held}`).replaceAll("9090", `${bound}`);
  await shell(ports)
    .start(mapped)
    .line(/^rouse: holding /);
  await until(() => answers(held), { what: "an answer of the socket" });
  expect(await answers(bound)).toBe(false);
});

needs("dnsmasq").test("a datagram starts a server", async () => {
  const port = String(await freePortPair());
  // As root it would become the user dnsmasq, which may not enter the folder.
  const user = process.geteuid?.() === 0 ? " --user=root" : "";
  await shell((line) => line.replaceAll("5353", port) + user)
    .start(dns)
    .line(held);
  expect((await ask(`127.0.0.1:${port}`, dnsQuestion())).length).toBeGreaterThan(12);
});

needs("redis-server").test(
  "the file of a unix socket has the mode and the group that are given",
  async () => {
    const { folder, start } = shell((line) => line.replaceAll("/tmp/redis.sock", file));
    const file = join(folder, "redis.sock");
    await start(unix).line(held);
    expect(await converse(file, "PING\r\nQUIT\r\n")).toContain("+PONG");
    expect(statSync(file).mode & 0o777).toBe(0o660);
    const group = /^users:[^:]*:(\d+):/m.exec(readFileSync("/etc/group", "utf8"))?.[1];
    expect(String(statSync(file).gid)).toBe(group);
  },
);

test("a named one is listed, has a status, and leaves nothing", async () => {
  const port = String(await freePort());
  const { folder, start, run } = shell((line) => line.replaceAll("8080", port));
  const running = start(named);
  await running.line(held);
  expect((await run(ls)).stdout).toMatch(new RegExp(`^web .*asleep +127.0.0.1:${port} `, "m"));
  expect((await run(status)).stdout).toMatch(/^web, in the foreground: asleep$/m);
  expect(existsSync(join(folder, "rouse/web.json"))).toBe(true);
  await running.stop("SIGINT");
  expect(existsSync(join(folder, "rouse/web.json"))).toBe(false);
});

test("one that is kept after the logout goes on when its shell has ended", async () => {
  const port = String(await freePort());
  const { folder, run } = shell((line) => line.replaceAll("8080", port));
  expect((await run(kept)).code).toBe(0);
  const { rouse_exec_pid: pid } = await until(
    async () => {
      const { code, stdout } = await run(`${status} --json`);
      return code === 0 ? JSON.parse(stdout) : undefined;
    },
    { what: "the service" },
  );
  await until(() => answers(Number(port)), { what: "an answer" });
  expect(readFileSync(join(folder, "web.log"), "utf8")).toMatch(held);
  kill(pid, "SIGTERM");
  await until(() => !existsSync(join(folder, "rouse/web.json")), { what: "its end" });
});
