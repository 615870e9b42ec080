import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { type ActivateOptions, activate, hold, type ListeningSocket } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import type { Exit, Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export type Kind = "net" | "tls" | "http" | "https" | "http2" | "https2" | "udp";

/** See programs/server.mjs. */
export interface ServerOptions {
  kind: Kind;
  after: string;
  listen?: object | false;
  keepAliveMs?: number;
  sigterm?: "exit" | "late" | "close" | "hang" | "drain";
  beforeExit?: "wait" | "throw";
  onError?: true;
  early?: number;
  heldUp?: true;
}

export const deadlineMs = 60_000;
export const ended: Exit = { code: null, signal: "SIGTERM" };

export function command(options: ServerOptions): string[] {
  return [process.execPath, `${root}/test/idle/programs/server.mjs`, JSON.stringify(options)];
}

export async function newSocket(on: ListeningSocket["kind"]): Promise<ListeningSocket> {
  if (on === "unix") return { kind: on, address: `${tempDir()}/socket` };
  return { kind: on, address: `127.0.0.1:${await freePortPair()}` };
}

/** Its socket is held, so that a client starts it, and again after each of its ends. */
export async function holdServer(
  options: ServerOptions,
  on: ListeningSocket["kind"] = options.kind === "udp" ? "udp" : "tcp",
  rest: Omit<ActivateOptions, "lie"> = {},
): Promise<{ holder: Running; address: string }> {
  const socket = await newSocket(on);
  const holder = hold([socket], command(options), rest);
  await holder.line(/^holding$/, { deadlineMs });
  return { holder, address: socket.address };
}

/** For several times the idle time, and the second that a farewell may take. */
export async function stays(holder: Running, idleMs: number): Promise<void> {
  const before = exits(holder).length;
  await pause(idleMs * 3 + 1200);
  expect(exits(holder).length, holder.output.all()).toBe(before);
}

/** How it ended: by default by SIGTERM. */
export async function leaves(holder: Running, how = "-15"): Promise<void> {
  const [, found] = await holder.line(/^exited \d+ (.*)$/, { deadlineMs });
  expect(found, holder.output.all()).toBe(how);
}

export function exits(holder: Running): string[] {
  return holder.output.matches(/^exited \d+ (.*)$/).map(([, how = ""]) => how);
}

/** A server that was passed a socket of its own, which nobody else holds, once it is ready. */
export async function serve(
  options: ServerOptions,
  rest: ActivateOptions = {},
): Promise<{ running: Running; address: string }> {
  const socket = await newSocket(options.kind === "udp" ? "udp" : "tcp");
  const running = activate([socket], command(options), rest);
  await running.line(/^ready: /, { deadlineMs });
  return { running, address: socket.address };
}
