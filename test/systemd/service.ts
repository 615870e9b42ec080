import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "../harness/after.js";
import { until } from "../harness/until.js";
import { checkout, type UserManager } from "./manager.js";

export const rouseExec = `${checkout}/rouse-exec/build/rouse-exec`;
export const serverPy = ["/usr/bin/python3", `${checkout}/test/programs/server.py`];

export interface ServiceText {
  name: string;
  /** Lines such as `ListenStream=127.0.0.1:8080`. */
  listen: string[];
  /** The command line of ExecStart. */
  exec: string[];
  /** Further lines of [Service]. */
  service?: string[];
  /** Further lines of [Socket]. */
  socket?: string[];
}

/** Writes a .socket and a .service unit and starts the socket, and only that. */
export async function installService(manager: UserManager, text: ServiceText): Promise<Service> {
  const service = new Service(manager, text.name);
  manager.writeUnit(`${text.name}.socket`, socketUnit(text));
  manager.writeUnit(`${text.name}.service`, serviceUnit(text, service.logFile));
  await manager.daemonReload();
  after(() => service.remove());
  await manager.systemctl("start", `${text.name}.socket`);
  return service;
}

export class Service {
  readonly name: string;
  readonly logFile: string;
  readonly #manager: UserManager;

  constructor(manager: UserManager, name: string) {
    this.#manager = manager;
    this.name = name;
    this.logFile = join(manager.folder, `${name}.log`);
  }

  /** What the program and rouse-exec printed, in all runs; systemd makes the file at the first. */
  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, "utf8") : "";
  }

  async pid(): Promise<number> {
    const { MainPID } = await this.show("MainPID");
    return Number(MainPID);
  }

  async state(): Promise<string> {
    const { ActiveState } = await this.show("ActiveState");
    return ActiveState;
  }

  show<K extends string>(...properties: K[]): Promise<Record<K, string>> {
    return this.#manager.show(`${this.name}.service`, ...properties);
  }

  async socketState(): Promise<string> {
    const { ActiveState, SubState } = await this.#manager.show(
      `${this.name}.socket`,
      "ActiveState",
      "SubState",
    );
    return `${ActiveState} ${SubState}`;
  }

  /** Waits until systemd has seen the end of a run. */
  async ended() {
    const isOver = async () => ["inactive", "failed"].includes(await this.state());
    const what = () => `${this.name}.service to end; its log:\n${this.log}`;
    await until(isOver, { everyMs: 30, what });
    return this.show("ActiveState", "Result", "ExecMainCode", "ExecMainStatus");
  }

  async remove(): Promise<void> {
    await this.#manager.systemctl("stop", `${this.name}.socket`, `${this.name}.service`);
    rmSync(this.logFile, { force: true });
  }
}

function socketUnit({ name, listen, socket = [] }: ServiceText): string {
  const lines = ["[Socket]", ...listen, `FileDescriptorName=${name}`, "Backlog=4096", ...socket];
  return `${lines.join("\n")}\n`;
}

function serviceUnit({ exec, service = [] }: ServiceText, logFile: string): string {
  const unit = ["[Unit]", "StartLimitIntervalSec=0"];
  // No journal runs in these namespaces.
  const output = [`StandardOutput=append:${logFile}`, `StandardError=append:${logFile}`];
  const own = ["[Service]", `ExecStart=${exec.join(" ")}`, "KillMode=mixed", ...output, ...service];
  return `${[...unit, ...own].join("\n")}\n`;
}
