import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after } from "../harness/after.js";
import { until } from "../harness/until.js";
import { checkout, node, type UserManager } from "../systemd/manager.js";

/** Starts a service that does what it is told (programs/commands.mjs), and waits until it listens for that. */
export async function startUnit(
  manager: UserManager,
  name: string,
  lines: string[],
): Promise<Unit> {
  const unit = new Unit(manager, name);
  const exec = [node, `${checkout}/test/notify/programs/commands.mjs`, unit.path].join(" ");
  const output = [`StandardOutput=append:${unit.logFile}`, `StandardError=append:${unit.logFile}`];
  const service = [`ExecStart=${exec}`, "KillMode=mixed", ...output, ...lines];
  manager.writeUnit(
    `${name}.service`,
    `[Unit]\nStartLimitIntervalSec=0\n[Service]\n${service.join("\n")}\n`,
  );
  await manager.daemonReload();
  after(() => unit.stop());
  await manager.systemctl("start", "--no-block", `${name}.service`);
  await unit.whenListening();
  return unit;
}

export class Unit {
  readonly path: string;
  readonly logFile: string;
  readonly #manager: UserManager;
  readonly #name: string;

  constructor(manager: UserManager, name: string) {
    this.#manager = manager;
    this.#name = `${name}.service`;
    this.path = join(manager.folder, `${name}.sock`);
    this.logFile = join(manager.folder, `${name}.log`);
  }

  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, "utf8") : "";
  }

  /** Runs the body of an async function inside of the service; gives what it returns. */
  async run<T = unknown>(body: string): Promise<T> {
    const socket = connect(this.path);
    socket.write(`${JSON.stringify(body)}\n`);
    const answer = await text(socket);
    if (answer === "") throw new Error(`no answer from ${this.#name}; its log:\n${this.log}`);
    const { value, error } = JSON.parse(answer);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Tells it and does not care for the answer, because it will not be able to give one. */
  tell(body: string): void {
    const socket = connect(this.path);
    socket.on("error", () => undefined);
    socket.end(`${JSON.stringify(body)}\n`);
  }

  /** What process it is, by its own word: another one after a restart. */
  async whenListening(otherThan?: number): Promise<number> {
    const what = () => `${this.#name} to listen for commands; its log:\n${this.log}`;
    const ask = () => this.run<number>("return process.pid").catch(() => undefined);
    const isNew = async () => {
      const pid = await ask();
      return pid !== otherThan && pid;
    };
    return until(isNew, { deadlineMs: 60_000, everyMs: 50, what });
  }

  systemctl(verb: string, ...options: string[]): Promise<string> {
    return this.#manager.systemctl(verb, ...options, this.#name);
  }

  async property(name: string): Promise<string> {
    const shown = await this.#manager.show(this.#name, name);
    return shown[name] ?? "";
  }

  /** Waits until systemd shows this value. */
  async whenShown(name: string, value: string | RegExp): Promise<void> {
    let shown = "";
    const isShown = async () => {
      shown = await this.property(name);
      return typeof value === "string" ? shown === value : value.test(shown);
    };
    const what = () => `${name} to be ${value}; it is ${JSON.stringify(shown)}:\n${this.log}`;
    await until(isShown, { deadlineMs: 60_000, everyMs: 50, what });
  }

  async stop(): Promise<void> {
    await this.#manager.systemctl("kill", "--signal=KILL", this.#name).catch(() => undefined);
    await this.#manager.systemctl("stop", this.#name);
  }
}
