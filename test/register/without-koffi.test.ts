import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { clients } from "./clients.js";
import { fixture } from "./program.js";
import { deadlineMs, registered, serve } from "./serve.js";

const lacking = join(root, "test/notify/programs/without-koffi.cjs");
const [executable = "", ...options] = registered;
const node = [executable, "--require", lacking, ...options];

type Place = (port: number, folder: string) => [kind: string, address: string, args: unknown[]];

describe("where koffi cannot load, a server adopts as well:", () => {
  test.each<[ListeningSocket["kind"], Place]>([
    ["tcp", (port) => ["http", `127.0.0.1:${port}`, [port]]],
    ["tcp", (port) => ["net", `[::1]:${port}`, [port]]],
    ["unix", (_, folder) => ["http", join(folder, "s"), [join(folder, "s")]]],
    ["udp", (port) => ["udp4", `127.0.0.1:${port}`, [port]]],
  ])("%s", async (socketKind, place) => {
    const [kind, address, args] = place(await freePortPair(), tempDir());
    const server = await serve([{ kind: socketKind, address }], kind, args, { node });
    expect(await clients[kind]?.(address)).toBe(String(server.pid));
    if (socketKind !== "udp") expect(backlogOf(address)).toBe(4096);
    expect(server.stderr).toBe("");
  });

  test("but once only, and it is told what to install", async () => {
    const port = await freePort();
    const place = JSON.stringify([port, "127.0.0.1"]);
    const program = [...node, fixture("elsewhere.mjs"), place, place];
    const running = activate([{ kind: "tcp", address: `127.0.0.1:${port}`, name: "web" }], program);
    expect(await running.exit({ deadlineMs })).toEqual({ code: 1, signal: null });
    expect(running.stderr).toMatch(
      /\[REGISTER_ONCE\] RouseWarning: the passed socket 'web' cannot .* without --omit=optional$/m,
    );
    expect(running.stderr).toContain("EADDRINUSE");
  });

  test("and a descriptor that was closed is not handed over", async () => {
    const port = await freePort();
    const socket: ListeningSocket = { kind: "tcp", address: `127.0.0.1:${port}` };
    const program = [fixture("closed.mjs"), join(root, "dist/index.js"), String(port)];
    const lost = activate([socket], [...node, ...program]);
    await lost.line(/^refused LISTEN_FD_CLOSED$/, { deadlineMs });
    await lost.exit({ deadlineMs });
    const kept = activate([socket], [...registered, ...program]);
    await kept.line(/^given inherit,inherit,inherit,3,ipc$/, { deadlineMs });
  });

  test("and a socket of another network, which /proc does not show, is told", async () => {
    const port = await freePort();
    const program = [...node, "--eval", "console.log('runs')"];
    const running = activate(
      [{ kind: "tcp", address: `127.0.0.1:${port}`, name: "web" }],
      [...["unshare", "--net", "--map-root-user"], ...program],
    );
    expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
    expect(running.stderr).toMatch(/\[REGISTER_UNKNOWN\] RouseWarning: the passed socket 'web'/);
  });
});
