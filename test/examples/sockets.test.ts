import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { ask, connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until, within } from "../harness/until.js";
import { activateFds } from "../listen/attempts.js";
import { command, deadlineMs, firstAnswer, ways } from "./example.js";

test.each(["a passed TCP port", "its fallback"] as const)(
  "examples/sdk/udp.mjs answers on %s, of UDP",
  async (way) => {
    const { running, address } = await ways[way]("udp.mjs", { kind: "dgram" });
    // Before the socket is bound, a datagram is answered by ECONNREFUSED or not at all.
    const echo = () => ask(address, "hello", { deadlineMs: 300 }).catch(() => undefined);
    expect(await until(echo, { deadlineMs, what: "an echo" })).toBe("hello");
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  },
);

test("examples/sdk/site.mjs tells its sockets apart by their names, whatever their order", async () => {
  const site: ListeningSocket = {
    ...{ kind: "tcp", address: `127.0.0.1:${await freePort()}`, name: "site.socket" },
  };
  const admin: ListeningSocket = {
    ...{ kind: "unix", address: join(tempDir(), "admin.sock"), name: "admin.socket" },
  };
  activate([admin, site], command("site.mjs"));
  expect(await firstAnswer(site.address)).toBe("for everybody\n");
  expect(await firstAnswer(admin.address)).toBe("for its owner\n");
});

test("examples/sdk/site.mjs falls back for both", async () => {
  const [site, admin] = [await freePort(), await freePort()];
  start(command("site.mjs", { 8080: site, 8081: admin }));
  expect(await firstAnswer(`127.0.0.1:${site}`)).toBe("for everybody\n");
  expect(await firstAnswer(`127.0.0.1:${admin}`)).toBe("for its owner\n");
});

test("examples/sdk/site.mjs takes no fallback for one that the unit forgot", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const running = activate([{ kind: "tcp", address, name: "site.socket" }], command("site.mjs"));
  await running.line(/LISTEN_NAME_UNKNOWN/, { deadlineMs });
  expect((await running.exit({ deadlineMs })).code).toBe(1);
});

test("examples/sdk/each.mjs answers one connection and ends", async () => {
  const server = createServer({ pauseOnConnect: true });
  after(() => void server.close());
  server.listen({ host: "127.0.0.1", port: await freePort() });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection");
  const client = await connect(`127.0.0.1:${port}`);
  const [{ _handle: handle }] = await accepted;
  const running = activateFds({ connection: handle.fd }, command("each.mjs"));
  const answer = once(client, "data");
  client.end("hello");
  expect(String(await within(answer, deadlineMs, () => "an echo"))).toBe("hello");
  expect((await running.exit({ deadlineMs })).code).toBe(0);
});

test("examples/sdk/fifo.mjs reads what is written to the FIFO", async () => {
  const path = join(tempDir(), "fifo");
  execFileSync("mkfifo", [path]);
  const fifo = openSync(path, constants.O_RDWR);
  after(() => closeSync(fifo));
  const running = activateFds({ input: fifo }, command("fifo.mjs"));
  writeSync(fifo, "hello\n");
  await running.line(/^hello$/, { deadlineMs });
});

test("examples/sdk/passed.mjs prints what was passed", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const running = activate([{ kind: "tcp", address, name: "web" }], command("passed.mjs"));
  await running.line(new RegExp(`^3 web inet stream true ${address}$`), { deadlineMs });
});

test.each(["each.mjs", "fifo.mjs", "passed.mjs"])(
  "examples/sdk/%s does nothing when nothing was passed",
  async (name) => {
    const running = start(command(name));
    expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
    expect(running.output.lines).toEqual([]);
  },
);
