import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ActivateOptions, activate, type ListeningSocket } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { activateFds } from "../listen/attempts.js";
import { fixture, register } from "./program.js";
import { deadlineMs, registered } from "./serve.js";

async function tcp(name = "web"): Promise<ListeningSocket> {
  return { kind: "tcp", address: `127.0.0.1:${await freePort()}`, name };
}

describe("without passed sockets nothing is loaded and nothing changed:", () => {
  const loaded = async (node: string[], env: Record<string, string | undefined>) => {
    const { stdout } = await run([...node, fixture("loaded.mjs")], { env, deadlineMs });
    return JSON.parse(stdout);
  };
  const heavy = ["net", "dgram", "child_process", "cluster", "http", "worker_threads"];
  const none = { LISTEN_PID: undefined, LISTEN_FDS: undefined, LISTEN_FDNAMES: undefined };

  test.each([
    ["no LISTEN_*", none],
    ["those of another process", { ...none, LISTEN_PID: "1", LISTEN_FDS: "1" }],
    ["a map alone", { ...none, ROUSE_MAP: "*=web" }],
  ])("%s", async (_, env) => {
    const empty = join(fixture(""), "empty.mjs");
    const plain = await loaded([process.execPath, "--import", empty], env);
    const ours = await loaded(registered, env);
    const added = ours.parts.filter((part: string) => !plain.parts.includes(part));
    expect(added.filter((part: string) => heavy.includes(part))).toEqual([]);
    expect(ours.addons).toEqual([]);
    expect(ours.unlink).toBe(plain.unlink);
  });
});

describe("the program does not start, and is told why, when", () => {
  test.each<[string, ActivateOptions, string]>([
    ["LISTEN_FDS is malformed", { lie: { LISTEN_FDS: "two" } }, "LISTEN_VARIABLE_MALFORMED"],
    ["a descriptor is missing", { lie: { LISTEN_FDS: "9", LISTEN_FDNAMES: null } }, "LISTEN_FD"],
    ["there are more names", { lie: { LISTEN_FDNAMES: "a:b" } }, "LISTEN_NAMES_COUNT"],
    ["ROUSE_MAP is malformed", { env: { ROUSE_MAP: "*:80" } }, "MAP_MALFORMED"],
    ["one of several maps is", { env: { ROUSE_MAP: "*=web  nothing=web" } }, "MAP_MALFORMED"],
    ["a map leads nowhere", { env: { ROUSE_MAP: "*=other" } }, "MAP_NAME_UNKNOWN"],
  ])("%s", async (_, options, code) => {
    const running = activate([await tcp()], [...registered, "--eval", "console.log(1)"], options);
    expect(await running.exit({ deadlineMs })).toEqual({ code: 1, signal: null });
    expect(running.stderr).toContain(`code: '${code}`);
    expect(running.stdout).toBe("");
  });

  test("a map leads to two sockets of one type", async () => {
    const sockets = [await tcp(), await tcp()];
    const env = { ROUSE_MAP: "*=web" };
    const running = activate(sockets, [...registered, "--eval", "console.log(1)"], { env });
    expect(await running.exit({ deadlineMs })).toEqual({ code: 1, signal: null });
    expect(running.stderr).toContain("REGISTER_MAP_AMBIGUOUS");
  });
});

test("what is no socket that Node could bind is left to the program", async () => {
  const passed = [{ kind: "connected" }, { kind: "file", path: join(tempDir(), "file") }] as const;
  const running = activate([...passed], [...registered, "--eval", "console.log('runs')"], {
    lie: { LISTEN_FDNAMES: null },
  });
  expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
  expect(running.stdout).toBe("runs\n");
  expect(running.stderr).toBe("");
});

test("a connection is not adopted, though it has the address", async () => {
  const port = await freePort();
  const server = createServer({ pauseOnConnect: true }).listen(port, "127.0.0.1");
  after(() => void server.close());
  await once(server, "listening");
  const accepted = once(server, "connection");
  await connect(`127.0.0.1:${port}`);
  const [connection] = await accepted;
  after(() => void connection.destroy());
  const program = [...registered, fixture("serve.mjs"), "net", JSON.stringify([port, "127.0.0.1"])];
  const running = activateFds({ connection: connection._handle.fd }, program);
  await running.line(/^failed EADDRINUSE$/, { deadlineMs });
});

test("a program that knows LISTEN_FDS finds it as it was", async () => {
  const socket = await tcp();
  const text = `
    const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = process.env;
    console.log(LISTEN_PID === String(process.pid), LISTEN_FDS, LISTEN_FDNAMES);
    const server = require("node:net").createServer().listen({ fd: 3 }, () => {
      console.log(server.address().port);
      server.close();
    });`;
  const running = activate([socket], [...registered, "--eval", text]);
  expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
  expect(running.stdout).toBe(`true 1 web\n${socket.address.split(":")[1]}\n`);
});

test.each(["bun", "deno"])("%s, which could adopt nothing, says so", async (runtime) => {
  const versions = `{ ...process.versions, ${runtime}: "1" }`;
  const preload = `Object.defineProperty(process, "versions", { value: ${versions} })`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
  const running = activate([await tcp()], [...registered, "--eval", "console.log(1)"], { env });
  expect(await running.exit({ deadlineMs })).toEqual({ code: 1, signal: null });
  expect(running.stderr).toContain("LISTEN_RUNTIME_UNSUPPORTED");
  expect(running.stdout).toBe("");
});

test("the package has it as rouse/register", async () => {
  const text = "import('rouse/register').then((all) => console.log(Object.keys(all).length))";
  const { stdout } = await run([process.execPath, "--input-type=module", "--eval", text], {
    cwd: join(register, "../.."),
    deadlineMs,
  });
  expect(stdout).toBe("0\n");
});
