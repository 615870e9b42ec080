import { createSocket } from "node:dgram";
import { join } from "node:path";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";

export const kinds = ["tcp", "unix", "udp"] as const;
export type Kind = (typeof kinds)[number];

/** Who makes the socket. */
export const makers = ["LISTEN_FDS", "--listen"] as const;
export type Maker = (typeof makers)[number];

/** A program that does what it is told (ready-steps.py), with one passed socket. */
export class Held {
  readonly running: Running;
  readonly address: string;
  readonly kind: Kind;
  readonly #report: string;
  #steps = 0;

  constructor(running: Running, kind: Kind, address: string, report: string) {
    this.running = running;
    this.kind = kind;
    this.address = address;
    this.#report = report;
  }

  /** The steps that take the passed socket as `s`. */
  get serve(): string {
    return this.listenOn("s", this.address);
  }

  listenOn(name: string, address: string): string {
    const bind = `bind ${name} ${this.kind} ${address}`;
    return this.kind === "udp" ? bind : `${bind}; listen ${name}`;
  }

  async do(line: string): Promise<void> {
    this.running.stdin?.write(`${line}\n`);
    await this.running.line(/^did it at /, { nth: ++this.#steps });
  }

  report(): Report | undefined {
    return readReport(this.#report);
  }

  reported(isIt: (report: Report) => boolean): Promise<Report> {
    return reportWhere(this.#report, isIt, { deadlineMs: 60_000 });
  }

  taken(adopted: boolean): Promise<Report> {
    return this.reported(({ sockets }) => sockets[0]?.adopted === adopted);
  }

  /** A client that waits, for a datagram's answer or to be accepted. */
  async client(address: string = this.address): Promise<void> {
    if (this.kind !== "udp") {
      await connect(address);
      return;
    }
    const [host, port] = address.split(":");
    const client = createSocket("udp4");
    after(() => void client.close());
    await new Promise((sent) => client.send("x", Number(port), host, sent));
  }

  get said(): string[] {
    return this.running.stderr.split("\n").filter((line) => line.startsWith("rouse-exec: "));
  }
}

export async function startHeld(
  kind: Kind,
  maker: Maker,
  { options = [] as string[] } = {},
): Promise<Held> {
  const folder = openTempDir();
  const address = kind === "unix" ? join(folder, "s") : `127.0.0.1:${await freePort()}`;
  const report = join(folder, "held.json");
  const own = maker === "--listen" ? [`--listen=${kind}:${address},name=web`] : [];
  const steps = ["python3", "-B", program("ready-steps.py")];
  const command = [rouseExec, ...own, `--report=${report}`, ...options, "--", ...steps];
  const running =
    maker === "--listen"
      ? start(command)
      : activate([{ kind, address, name: "web" }], command, { env: { NOTIFY_SOCKET: undefined } });
  const held = new Held(running, kind, address, report);
  await held.reported(({ state }) => state !== "exited");
  if (!options.includes("--lazy")) await running.line(/^reading$/);
  return held;
}
