import { join } from "node:path";
import { root } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A message as it arrived: what it says, and what the kernel says about its sender. */
export interface Received {
  text: string;
  bytes: number;
  /** What each descriptor is, such as `socket:[123]`. */
  fds: string[];
  pid: number;
  uid: number;
  gid: number;
}

export interface ReceiverOptions {
  /** A path in a folder of its own unless given. */
  address?: string;
  /** Reads nothing before `release()`. */
  isHeld?: boolean;
  /** Does not close what it was sent. */
  keepsFds?: boolean;
}

/** Receives as systemd does, with SO_PASSCRED, until the test ends. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { address = join(tempDir(), "notify"), isHeld = false, keepsFds = false } = options;
  const flags = [isHeld ? ["--held"] : [], keepsFds ? ["--keep"] : []].flat();
  const script = join(root, "test/notify/programs/receiver.py");
  const running = start(["python3", script, address, ...flags]);
  await running.line(/^listening$/);
  return new Receiver(address, running);
}

export class Receiver {
  readonly address: string;
  /** What a service has in its environment; for the option `env`. */
  readonly env: { NOTIFY_SOCKET?: string };
  readonly #running: Running;
  #count = 0;

  constructor(address: string, running: Running) {
    this.address = address;
    this.env = { NOTIFY_SOCKET: address };
    this.#running = running;
  }

  /** The next message, whether it came already or comes later. */
  async next(): Promise<Received> {
    this.#count++;
    const query = { nth: this.#count };
    const [text] = await this.#running.line(/^\{.*$/, query);
    return JSON.parse(text);
  }

  /** How many have come, read by `next` or not. */
  get count(): number {
    return this.#running.output.matches(/^\{/).length;
  }

  /** What the messages said that have come. */
  get texts(): string[] {
    return this.#running.output.matches(/^\{.*$/).map(([line]) => JSON.parse(line).text);
  }

  release(): void {
    this.#running.stdin?.write("\n");
  }
}

/** NAME → value; of a name that comes twice, the first, as systemd reads it. */
export function parse(text: string): Map<string, string> {
  const pairs = text.split("\n").map((line): [string, string] => {
    const end = line.indexOf("=");
    return [line.slice(0, end), line.slice(end + 1)];
  });
  return new Map(pairs.reverse());
}
