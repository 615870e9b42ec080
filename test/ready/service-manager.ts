import { program } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { patienceMs, until } from "../harness/until.js";

/** What rouse-exec says with --ready; of a program that has all of its one passed socket. */
export const said = {
  starting: "STATUS=Starting: the program does not listen on every passed socket yet",
  running: "READY=1\nSTATUS=Running: listens on 1 of 1 passed sockets",
  stopping: "STOPPING=1\nSTATUS=Going to sleep: nobody is connected",
  asleep: "READY=1\nSTATUS=Asleep: the next client starts the program",
  goingToSleep: "STATUS=Going to sleep: nobody is connected",
};

export interface Message {
  text: string;
  /** Who sent it. */
  pid: number;
  /** CLOCK_MONOTONIC, in ms. */
  at: number;
}

/** The clock of `Message.at`. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

/** The other end of NOTIFY_SOCKET. */
export class ServiceManager {
  readonly address: string;
  readonly env: { NOTIFY_SOCKET: string };
  readonly #running: Running;
  #asked = 0;

  constructor(address: string, running: Running) {
    this.address = address;
    this.env = { NOTIFY_SOCKET: address };
    this.#running = running;
  }

  get messages(): Message[] {
    return this.#running.output.matches(/^\{.*\}$/, "stdout").map(([text]) => JSON.parse(text));
  }

  get texts(): string[] {
    return this.messages.map(({ text }) => text);
  }

  /** The first message with this assignment. */
  heard(assignment: string, deadlineMs = patienceMs): Promise<Message> {
    const find = () => this.messages.find(({ text }) => text.split("\n").includes(assignment));
    const what = () => `${assignment} at NOTIFY_SOCKET; heard ${JSON.stringify(this.texts)}`;
    return until(find, { what, deadlineMs });
  }

  /** Waits until it has heard `count` messages, and gives what they said. */
  async heardTexts(count: number): Promise<string[]> {
    const what = () => `${count} messages; heard ${JSON.stringify(this.texts)}`;
    await until(() => this.texts.length >= count, { what });
    return this.texts;
  }

  /** All that was sent until now. */
  async allTexts(): Promise<string[]> {
    this.#asked++;
    this.#running.stdin?.write("\n");
    await this.#running.line(/^all told$/, { nth: this.#asked });
    return this.texts;
  }
}

export async function startManager({
  address = `${tempDir()}/notify`,
  deaf = false,
} = {}): Promise<ServiceManager> {
  const options = deaf ? ["--deaf"] : [];
  const running = start(["python3", program("ready-manager.py"), address, ...options]);
  await running.line(/^listening$/);
  return new ServiceManager(address, running);
}
