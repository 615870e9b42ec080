import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { ask as askUdp, connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { patienceMs, until, within } from "../harness/until.js";

export const kinds = ["tcp", "unix", "udp"] as const;
export type Kind = (typeof kinds)[number];

/** Services of which one runs at a time. */
export class Group {
  readonly folder = tempDir();
  /** Of the tickets. */
  readonly line = join(this.folder, "rouse/one-of/gpu");

  /** Starts a rouse-exec that holds the socket; its program loads, and ends, for so many seconds. */
  async add(
    name: string,
    kind: Kind,
    options: readonly string[] = [],
    { load = 0, end = 0 } = {},
  ): Promise<Member> {
    const port = await freePortPair();
    const address = kind === "unix" ? join(this.folder, `${name}.sock`) : `127.0.0.1:${port}`;
    const report = join(this.folder, `${name}.json`);
    const own = [`--listen=${kind}:${address}`, "--lazy", `--report=${report}`];
    const turn = `--one-of=${this.line},name=${name}`;
    const server = [
      "python3",
      program("one-of.py"),
      kind,
      address,
      this.folder,
      `${load}`,
      `${end}`,
    ];
    const idle = options.some((one) => one.startsWith("--exit-idle")) ? [] : [longIdle];
    const argv = [rouseExec, ...own, turn, ...idle, ...options, "--", ...server];
    const running = start(argv);
    await reportState(report, "waiting");
    return new Member(name, kind, address, report, running);
  }

  /** In which order the programs ran: an address each. */
  get runs(): string[] {
    return this.#log.map((line) => line.replace(/^\S+ /, ""));
  }

  /** Programs that ran beside another one. */
  get violations(): string[] {
    return this.#log.filter((line) => !line.startsWith("alone "));
  }

  get #log(): string[] {
    return readFileSync(join(this.folder, "log"), "utf8").trim().split("\n");
  }

  get tickets(): string[] {
    return readdirSync(this.line);
  }
}

const longIdle = "--exit-idle-time=1h";

export class Member {
  constructor(
    readonly name: string,
    readonly kind: Kind,
    readonly address: string,
    readonly report: string,
    readonly running: Running,
  ) {}

  reported(isIt: (report: Report) => boolean, what?: string): Promise<Report> {
    return reportWhere(this.report, isIt, what === undefined ? {} : { what });
  }

  /** Waits until it waits for another one. */
  queued(isIt: (ahead: NonNullable<Report["waits_for"]>) => boolean = () => true) {
    return this.reported(({ waits_for }) => waits_for !== null && isIt(waits_for), "its place");
  }

  asleep(): Promise<Report> {
    return this.reported(({ state, waits_for }) => state === "waiting" && !waits_for, "sleep");
  }

  /** One request; gives the pid of the program that answered it. */
  async ask(): Promise<number> {
    if (this.kind === "udp") return pidIn(await askUdp(this.address, "ask"));
    const socket = await this.say("ask");
    const pid = await answer(socket);
    socket.destroy();
    return pid;
  }

  /** A client that has said a word, and may not have been heard yet. */
  async say(word: "ask" | "hold"): Promise<Socket> {
    const socket = await connect(this.address);
    socket.write(`${word}\n`);
    return socket;
  }

  /** A client that stays, once it has been answered. */
  async hold(): Promise<Socket> {
    const socket = await this.say("hold");
    await answer(socket);
    return socket;
  }
}

/** What a client hears first: the pid of the program. An end without a word is a client that was cut off. */
export async function answer(socket: Socket): Promise<number> {
  const said = Promise.race([
    once(socket, "data").then(([bytes]) => String(bytes)),
    once(socket, "end").then(() => "nothing"),
  ]);
  return pidIn(await within(said, patienceMs, () => "an answer"));
}

function pidIn(text: string): number {
  const pid = /^\w+ (\d+)$/m.exec(text)?.[1];
  if (pid === undefined) throw new Error(`expected an answer, got ${JSON.stringify(text)}`);
  return Number(pid);
}

export function untilClosed(socket: Socket): Promise<true> {
  socket.resume();
  return until(() => socket.readableEnded || socket.destroyed, {
    what: "the client to be cut off",
  }) as Promise<true>;
}
