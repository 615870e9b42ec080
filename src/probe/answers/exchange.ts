import { connect, type Socket } from "node:net";
import { hasCode } from "../../errors/has-code.js";

/** Where a server is asked. */
export type Target = { host: string; port: number } | { path: string };

/**
 * What came of a connection. Refused: nobody listens, or the signal came. Silent: it was accepted, or waits to be, and nothing came. Closed:
 * by the server, without a byte. Greeted: the bytes came before we had said anything.
 */
export type Exchange =
  | { how: "refused" | "silent" | "closed" }
  | { how: "answered"; bytes: Buffer; isGreeting: boolean };

interface Talk {
  /** Undefined to say nothing. */
  question: Buffer | undefined;
  /** How long a server that speaks first has time to do so. */
  greetingMs: number;
  /** Whether the answer has come in, and the connection is ours to close. */
  isWhole(bytes: Buffer): boolean;
  signal: AbortSignal;
}

/** As long as a check of rouse-exec waits. */
const patienceMs = 5000;
/** How long the rest of an answer is read, and how long the server then has to close. */
const restMs = 1000;
/** What is kept of an answer; the rest of it is read as well. */
const keptBytes = 4096;

/** Connects once, and reads the answer to its end: a server that is cut off may say so in its log. */
export async function exchange(target: Target, talk: Talk): Promise<Exchange> {
  const socket = connect(target);
  const leave = () => socket.destroy();
  talk.signal.addEventListener("abort", leave, { once: true });
  if (talk.signal.aborted) leave();
  try {
    const came = await new Conversation(socket, talk).end;
    return talk.signal.aborted ? { how: "refused" } : came;
  } finally {
    talk.signal.removeEventListener("abort", leave);
  }
}

class Conversation {
  readonly end: Promise<Exchange>;
  readonly #socket: Socket;
  readonly #talk: Talk;
  readonly #timers: NodeJS.Timeout[] = [];
  #bytes = Buffer.alloc(0);
  #how: "refused" | "silent" | "closed" = "refused";
  #hasSpoken = false;
  #isGreeting = false;

  constructor(socket: Socket, talk: Talk) {
    this.#socket = socket;
    this.#talk = talk;
    socket.on("connect", () => this.#begin());
    socket.on("data", (chunk) => this.#take(chunk));
    this.end = new Promise((resolve, reject) => {
      socket.on("error", (error) => {
        if (!hasCode(error, ...failures)) reject(error);
      });
      socket.on("close", () => resolve(this.#result()));
    });
  }

  #begin(): void {
    const { greetingMs } = this.#talk;
    this.#how = "closed";
    this.#after(greetingMs, () => this.#speak());
    this.#after(greetingMs + patienceMs, () => this.#giveUp());
  }

  #speak(): void {
    const { question } = this.#talk;
    if (question === undefined || this.#bytes.length > 0) return;
    this.#hasSpoken = true;
    this.#socket.write(question);
  }

  #giveUp(): void {
    if (this.#bytes.length > 0) return;
    this.#how = "silent";
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#bytes.length === 0) {
      this.#isGreeting = !this.#hasSpoken;
      this.#after(restMs, () => this.#part());
    }
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(0, keptBytes);
    if (this.#talk.isWhole(this.#bytes)) this.#part();
  }

  #part(): void {
    if (this.#socket.writableEnded) return;
    this.#socket.end();
    this.#after(restMs, () => this.#socket.destroy());
  }

  #result(): Exchange {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#bytes.length === 0) return { how: this.#how };
    return { how: "answered", bytes: this.#bytes, isGreeting: this.#isGreeting };
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms));
  }
}

/**
 * The server does not listen yet or any more, its queue is full, it is not ours to connect to, or it has hung up: none of
 * these is an answer.
 */
const failures = [
  ...["ECONNREFUSED", "ENOENT", "ENOTSOCK", "EAGAIN", "ETIMEDOUT", "EACCES", "EPERM", "EPROTOTYPE"],
  ...["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EINVAL", "ECONNRESET", "EPIPE"],
];
