import { activate, type ListeningSocket } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Report, reportWhere } from "../harness/report.js";
import type { Exit, Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { type ServiceManager, startManager } from "./service-manager.js";

/** A program under `rouse-exec --ready` that does what it is told: see ready-steps.py. */
export class Steered {
  readonly manager: ServiceManager;
  readonly running: Running;
  readonly #report: string;
  #steps = 0;

  constructor(manager: ServiceManager, running: Running, report: string) {
    this.manager = manager;
    this.running = running;
    this.#report = report;
  }

  /** Gives the moment before the last of them was done; CLOCK_MONOTONIC, in ms. */
  async do(...lines: string[]): Promise<number> {
    this.running.stdin?.write(lines.map((line) => `${line}\n`).join(""));
    this.#steps += lines.length;
    const [, at] = await this.running.line(/^did it at (.*)$/, { nth: this.#steps });
    return Number(at);
  }

  /** After these it ends with the status. */
  end(status: number, ...lines: string[]): Promise<Exit> {
    const last = [...lines, `end ${status}`].join("; ");
    this.running.stdin?.write(`${last}\n`);
    return this.running.exit();
  }

  reported(isIt: (report: Report) => boolean): Promise<Report> {
    return reportWhere(this.#report, isIt);
  }
}

export async function startSteered(
  sockets: ListeningSocket[],
  { options = [] as string[], env = {} as Record<string, string | undefined> } = {},
): Promise<Steered> {
  const manager = await startManager();
  const report = `${tempDir()}/service.json`;
  const argv = ["python3", "-B", program("ready-steps.py")];
  const command = [rouseExec, "--ready", `--report=${report}`, ...options, "--", ...argv];
  const running = activate(sockets, command, { env: { ...manager.env, ...env } });
  if (!options.includes("--lazy")) await running.line(/^reading$/);
  return new Steered(manager, running, report);
}

/** Free places, each with its socket to be passed and the words that `bind` wants. */
export async function newPlaces(kind: "tcp" | "udp", count: number) {
  const ports = await Promise.all(Array.from({ length: count }, freePortPair));
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const sockets = addresses.map((address, n) => ({ kind, address, name: `socket${n}` }));
  const binds = addresses.map((address, n) => `bind s${n} ${kind} ${address}`);
  return { addresses, sockets, binds };
}
