export type ProtocolName = "http" | "postgresql" | "redis" | "mariadb";

/** Ready: a readiness check would pass. Loading: the server says that it cannot serve yet. Failing: anything else. */
export type Says = "ready" | "loading" | "failing";

/** How a server of a protocol is asked whether it is ready. */
export interface Protocol {
  name: ProtocolName;
  /** The names of the processes that are asked in this way at first. */
  processes?: RegExp;
  /** Each is asked on a connection of its own. `host` is the address that the server listens on. */
  questions(host: string): readonly Question[];
  /** Returns what an answer says; undefined where it is of another protocol, or has not come in whole. */
  read(bytes: Buffer): Verdict | undefined;
  /** The server closes the connection when it has answered. */
  closes: boolean;
}

export interface Question {
  /** As a sentence names it. */
  asked: string;
  /** Undefined where the server speaks first. */
  bytes: Buffer | undefined;
}

export interface Verdict {
  /** As a sentence names it: `503`, `LOADING`, `error 57P03`. */
  answer: string;
  says: Says;
}
