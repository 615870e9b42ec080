import { join } from "node:path";
import type { LocalDaemon, Refusal, ServeLocalOptions } from "../../dist/local.js";
import { activate, type Passed } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { root } from "../harness/paths.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export interface ServeOptions extends Pick<StartOptions, "env" | "uid" | "gid"> {
  /** The sockets that are passed, as a service manager passes them. */
  passed?: Passed[];
  options?: Partial<ServeLocalOptions> & { again?: Partial<ServeLocalOptions> };
  /** A command that runs `node PROGRAM`, which follows it. */
  wrap?: string[];
  /** XDG_RUNTIME_DIR; a folder of its own when left out. */
  runtime?: string;
}

export interface Ready
  extends Pick<LocalDaemon, "endpoints" | "activated" | "token" | "predecessors"> {
  address: unknown;
}

/** Starts test/local/programs/serve.mjs. */
export function launch({ passed, options = {}, wrap = [], ...rest }: ServeOptions = {}): Served {
  const { runtime = tempDir(), env, ...users } = rest;
  const program = join(root, "test/local/programs/serve.mjs");
  const argv = [...wrap, process.execPath, program, JSON.stringify(options)];
  const how = { ...users, env: { XDG_RUNTIME_DIR: runtime, NOTIFY_SOCKET: undefined, ...env } };
  const running = passed === undefined ? start(argv, how) : activate(passed, argv, how);
  return new Served(running, runtime);
}

/** Starts it, and returns once it is ready. */
export async function serve(options: ServeOptions = {}): Promise<Served & { ready: Ready }> {
  const served = launch(options);
  const ready = await served.said<Ready>("ready");
  return Object.assign(served, { ready });
}

export class Served {
  readonly running: Running;
  readonly runtime: string;

  constructor(running: Running, runtime: string) {
    this.running = running;
    this.runtime = runtime;
  }

  /** The folder with its default socket and runtime files. */
  get folder(): string {
    return join(this.runtime, "demo");
  }

  get path(): string {
    return join(this.folder, "daemon.sock");
  }

  /** Returns what the program printed after this word, the nth time. */
  async said<T>(word: string, nth = 1): Promise<T> {
    const [, text = ""] = await this.running.line(new RegExp(`^${word} (.*)$`), {
      nth,
    });
    return JSON.parse(text);
  }

  failure(): Promise<{ code: string; message: string }> {
    return this.said("failed");
  }

  refusal(nth = 1): Promise<Refusal> {
    return this.said("refused", nth);
  }

  count(word: string): number {
    return this.running.output.matches(new RegExp(`^${word} `)).length;
  }
}

/** Sends these lines as the head of a request; returns the status, and the whole answer as text. */
export async function send(address: string, lines: string[], body = "") {
  const answer = await converse(address, `${lines.join("\r\n")}\r\n\r\n${body}`);
  const [, status] = answer.match(/^HTTP\/1\.1 (\d{3})/) ?? [];
  return { status: Number(status), answer };
}
