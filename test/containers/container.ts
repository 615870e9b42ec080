import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { activating, type ListeningSocket } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { root, rouseExec } from "../harness/paths.js";
import { until } from "../harness/until.js";
import type { UserManager } from "../systemd/manager.js";
import { installService, type Service } from "../systemd/service.js";
import { podman } from "./host.js";

const image = "localhost/inside";

/** An image of rouse-exec and programs/inside.go, and of nothing else. */
export async function buildInside(host: UserManager): Promise<void> {
  const place = join(host.folder, "inside");
  mkdirSync(place);
  const source = join(root, "test/containers/programs/inside.go");
  const env = { ...process.env, CGO_ENABLED: "0", GO111MODULE: "off" };
  execFileSync("go", ["build", "-o", join(place, "inside"), source], { env });
  copyFileSync(rouseExec, join(place, "rouse-exec"));
  const lines = ["FROM scratch", "COPY rouse-exec inside /", 'ENTRYPOINT ["/rouse-exec"]'];
  writeFileSync(join(place, "Containerfile"), lines.join("\n"));
  await podman(host, "build", "--tag", image, place);
}

export interface ContainerText {
  /** Options of podman run. */
  options?: string[];
  /** The command line of rouse-exec. */
  argv: string[];
}

/** What inside.go says. */
export interface Facts {
  peer: string;
  processes: Process[];
  passed: string[];
}

export interface Process {
  name: string;
  pid: string;
  parent: string;
  state: string;
  /** How many seccomp filters it has. */
  filters: string;
}

/** Starts a container without a network, in the way of a service manager that passes it the sockets. */
export async function runContainer(
  host: UserManager,
  text: ContainerText & { sockets?: ListeningSocket[] },
): Promise<Container> {
  const name = `inside-${randomUUID().slice(0, 8)}`;
  const { sockets = [], options = [], argv } = text;
  const start = command([`--name=${name}`, ...options], argv);
  const { code, stderr } = await host.inside(activating(sockets, start));
  if (code !== 0) throw new Error(`${start.join(" ")} ended with ${code}: ${stderr}`);
  return new Container(host, name);
}

/** The same as a service that systemd starts at the first connection to `listen`. */
export function installContainer(
  host: UserManager,
  { name, listen, options = [], argv }: ContainerText & { name: string; listen: string },
): Promise<Service> {
  const own = [`--name=${name}`, "--replace", "--rm", "--sdnotify=conmon"];
  return installService(host, {
    name,
    listen: [`ListenStream=${listen}`],
    exec: command([...own, "--log-driver=passthrough", ...options], argv),
    service: ["Type=notify", "NotifyAccess=all"],
  });
}

function command(options: string[], argv: string[]): string[] {
  return ["/usr/bin/podman", "run", "--detach", "--network=none", ...options, image, ...argv];
}

export class Container {
  readonly #host: UserManager;
  readonly name: string;

  constructor(host: UserManager, name: string) {
    this.#host = host;
    this.name = name;
  }

  /** Its status, once it has ended. */
  async ended(): Promise<number> {
    return Number(await podman(this.#host, "wait", this.name));
  }

  /** What it printed. */
  async said(): Promise<string> {
    const { stdout, stderr } = await this.#host.inside(["podman", "logs", this.name]);
    return stdout + stderr;
  }

  async stop(): Promise<void> {
    await podman(this.#host, "stop", this.name);
  }

  async kill(signal: string): Promise<void> {
    await podman(this.#host, "kill", "--signal", signal, this.name);
  }
}

/** The same, once the guard of the run has said its own name: until then it has that of rouse-exec. */
export function askWhenNamed(address: string): Promise<Facts> {
  const isNamed = async () => {
    const answer = await ask(address);
    return answer.processes.filter(({ name }) => name === "rouse-exec").length === 1 && answer;
  };
  return until(isNamed, { what: "the guard to have its name" });
}

export async function ask(address: string, path = "/"): Promise<Facts> {
  const { status, body } = await get(address, { path });
  if (status !== 200) throw new Error(`expected 200 from ${address}, got ${status}: ${body}`);
  const facts: Facts = JSON.parse(body);
  // It stands beside rouse-exec while the program runs.
  return { ...facts, processes: facts.processes.filter(({ name }) => name !== "rouse-guard") };
}
