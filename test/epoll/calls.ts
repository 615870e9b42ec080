import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type ActivateOptions, activate, type ListeningSocket } from "../harness/activate.js";
import { parseAddress } from "../harness/address.js";
import { compileC } from "../harness/compile.js";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { children } from "../harness/procs.js";
import { socketInode } from "../harness/sockets.js";
import type { Running } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";

export type Kind = "tcp" | "unix" | "udp";

export const kinds: Kind[] = ["tcp", "unix", "udp"];

/** The bits of epoll_event.events, as epoll-calls.c reads and writes them. */
export const bits = {
  in: 1,
  err: 8,
  hup: 0x10,
  exclusive: 1 << 28,
  oneshot: 1 << 30,
  edge: 1 << 31,
} as const;

/** One socket of an epoll set. */
export interface Registration {
  fd: number;
  events: number;
  data: bigint;
  inode: number;
}

interface CallerOptions extends Omit<ActivateOptions, "lie"> {
  /** A command that becomes rouse-exec. */
  before?: string[];
  /** Of rouse-exec. */
  options?: string[];
  /** A command that becomes the program. */
  between?: string[];
  program?: string;
  /** Passed behind the first. */
  more?: ListeningSocket[];
}

/** The fixture epoll-calls under rouse-exec, whose first passed socket is of this kind. */
export async function startCaller(kind: Kind, options: CallerOptions = {}): Promise<Caller> {
  const { before = [], options: own = [], between = [], more = [], ...rest } = options;
  const { program = compileC("epoll-calls"), ...how } = rest;
  const address = await newAddress(kind);
  const argv = [...before, rouseExec, ...own, "--", ...between, program];
  const running = activate([{ kind, address }, ...more], argv, how);
  await running.line(/^ready$/);
  return new Caller(running, kind, address);
}

export async function newAddress(kind: Kind): Promise<string> {
  if (kind === "unix") return join(openTempDir(), "socket");
  return `127.0.0.1:${await (kind === "udp" ? freePortPair() : freePort())}`;
}

export class Caller {
  readonly running: Running;
  readonly kind: Kind;
  readonly address: string;
  /** Of the program. */
  readonly pid: number;
  /** The inode of the passed socket. */
  readonly passed: number | undefined;
  #answers = 1;

  constructor(running: Running, kind: Kind, address: string) {
    this.running = running;
    this.kind = kind;
    this.address = address;
    [this.pid = 0] = children(running.pid);
    this.passed = socketInode(running.pid, 3);
  }

  get childPid(): number {
    const [pid = 0] = children(this.pid);
    return pid;
  }

  /** What the program answers to the line. */
  async call(line: string): Promise<string> {
    this.running.stdin?.write(`${line}\n`);
    this.#answers += 1;
    const [answer] = await this.running.line(/^.*$/, { from: "stdout", nth: this.#answers });
    return answer;
  }

  /** Lines that must all be answered with 0. */
  async calls(...lines: string[]): Promise<void> {
    for (const line of lines) expect(await this.call(line), line).toBe("0");
  }

  async add(set: number, fd: number, events: number, data: bigint): Promise<void> {
    await this.calls(`add ${set} ${fd} ${hex(events)} ${data.toString(16)}`);
  }

  /** Binds, with a listen where there is one, and expects that the passed socket is there now. */
  async bind(fd: number, who: "" | "child " = ""): Promise<void> {
    await this.calls(`${who}bind ${fd} ${this.address}`);
    const pid = who === "" ? this.pid : this.childPid;
    expect(socketInode(pid, fd), this.running.output.all()).toBe(this.passed);
    if (this.kind !== "udp") await this.calls(`${who}listen ${fd}`);
  }

  /** A client that connects, or sends a datagram. */
  async visit(): Promise<void> {
    if (this.kind === "udp") await sendDatagram(this.address);
    else await connect(this.address);
  }

  /** What epoll_wait says at once. */
  now(set: number, who: "" | "child " = ""): Promise<string> {
    return this.call(`${who}wait ${set} 0`);
  }

  /** What epoll_wait says when something comes. */
  soon(set: number, who: "" | "child " = ""): Promise<string> {
    return this.call(`${who}wait ${set} 15000`);
  }

  registrations(set: number, pid = this.pid): Registration[] {
    const text = readFileSync(`/proc/${pid}/fdinfo/${set}`, "utf8");
    const pattern = /^tfd: *(\d+) events: *(\w+) data: *(\w+) .*ino:(\w+)/gm;
    return [...text.matchAll(pattern)].map(([, fd, events = "", data, inode = ""]) => ({
      fd: Number(fd),
      events: Number.parseInt(events, 16) | 0,
      data: BigInt(`0x${data}`),
      inode: Number.parseInt(inode, 16),
    }));
  }

  /** Once rouse-exec has said it; what is on stderr need not be here when the call is answered. */
  async told(pattern: RegExp): Promise<void> {
    await this.running.line(pattern, { from: "stderr" });
  }
}

async function sendDatagram(address: string): Promise<void> {
  const target = parseAddress(address);
  if ("path" in target) throw new Error(`expected a UDP address, got ${address}`);
  const sender = createSocket("udp4");
  await new Promise((resolve) => sender.send("hello", target.port, target.host, resolve));
  sender.close();
}

/** An event as epoll-calls.c prints it. */
export function event(events: number, data: bigint): string {
  return `${hex(events)} ${data.toString(16)}`;
}

function hex(events: number): string {
  return (events >>> 0).toString(16);
}
