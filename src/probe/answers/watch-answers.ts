import { type Address, formatBareAddress } from "../../address/address.js";
import type { LearnReport } from "../../rouse-exec/report.js";
import { type Bind, describeBinds } from "../binds.js";
import { type Answer, lastAnswers, type NewAnswer, type ServerAnswers } from "./answer.js";
import { askServer } from "./ask-server.js";
import { findNamed } from "./asked-server.js";
import type { Target } from "./exchange.js";
import { isReachable } from "./reachable.js";

/** A look reads all of /proc. */
const betweenLooksMs = 200;
const lookingMs = 3000;

interface Server extends ServerAnswers {
  changes: Answer[];
}

/** Asks the servers of a program while they start, and keeps what they answer. */
export class AnswerWatch {
  readonly #since: () => number;
  readonly #servers = new Map<string, Server>();
  readonly #asked = new Set<string>();
  readonly #tasks: Promise<void>[] = [];
  readonly #over = new AbortController();
  #learned = { text: "", untilMs: 0 };
  #nextLookMs = 0;

  /** `since` returns the milliseconds since the program was started. */
  constructor(since: () => number) {
    this.#since = since;
  }

  /** Begins to ask those servers that are not asked yet; the program is the descendants of `tree`. */
  look(report: LearnReport, tree: number): void {
    if (!this.#isDue(JSON.stringify(report.learned))) return;
    for (const { state, address, process } of describeBinds(report, tree)) {
      const target = state === "listens" && address !== undefined && targetOf(address);
      const key = address && serverAt(address, process);
      if (!key || !target || this.#asked.has(key)) continue;
      if (!isReachable("port" in target ? "port" : "path", process.pid, tree)) continue;
      this.#asked.add(key);
      this.#tasks.push(this.#begin(address, target, process.name));
    }
  }

  /** A listen is learned before the kernel has made it: so for some time after each. */
  #isDue(learned: string): boolean {
    const now = this.#since();
    if (learned !== this.#learned.text) this.#learned = { text: learned, untilMs: now + lookingMs };
    else if (now < this.#nextLookMs || now > this.#learned.untilMs) return false;
    this.#nextLookMs = now + betweenLooksMs;
    return true;
  }

  /** Whether a server said at last that it is loading. */
  isLoading(): boolean {
    return [...this.#servers.values()].flatMap(lastAnswers).some(({ says }) => says === "loading");
  }

  /** Closes all connections, and returns what was answered. */
  async end(): Promise<ServerAnswers[]> {
    this.#over.abort();
    await Promise.all(this.#tasks);
    return [...this.#servers.values()];
  }

  #begin(address: Address, target: Target, process: string): Promise<void> {
    const note = (protocol: ServerAnswers["protocol"], answer: NewAnswer) =>
      this.#note({ address, protocol }, answer);
    const host = "port" in target ? formatBareAddress(address) : "localhost";
    const task = askServer({ target, host, process, note, signal: this.#over.signal });
    // Whoever ends the watch gets the error.
    task.catch(() => undefined);
    return task;
  }

  #note({ address, protocol }: Omit<Server, "changes">, answer: NewAnswer): void {
    const now = this.#since();
    const key = formatBareAddress(address);
    const server = this.#servers.get(key) ?? { address, protocol, changes: [] };
    const before = lastAnswers(server).find(({ asked }) => asked === answer.asked);
    if (before?.answer === answer.answer) before.untilMs = now;
    else server.changes.push({ ...answer, afterMs: now, untilMs: now });
    this.#servers.set(key, { ...server, protocol });
  }
}

/** Where the clients of this machine connect; undefined for datagrams, and for abstract names, which Node 20 cuts off. */
function targetOf(address: Address): Target | undefined {
  if ("path" in address) return address.type === "unix" ? { path: address.path } : undefined;
  if (!("port" in address) || address.type !== "tcp") return undefined;
  const { host, port } = address;
  return { host: ownHosts[host] ?? host, port };
}

const ownHosts: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** A database is asked at one of its addresses, and a server of both families once. */
function serverAt(address: Address, process: Bind["process"]): string {
  if (findNamed(process.name) !== undefined) return `process ${process.pid}`;
  if ("port" in address && ownHosts[address.host] !== undefined) return `port ${address.port}`;
  return formatBareAddress(address);
}
