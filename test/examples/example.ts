import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { basename, join } from "node:path";
import { exampleFolder } from "../docs/example-folder.js";
import { activate } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

export const folder = join(root, "examples/sdk");
export const deadlineMs = 60_000;

export const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);

export function text(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What the examples listen on when nothing is passed, and the ports that stand in its place. */
export type Ports = Partial<Record<"8080" | "8081" | "8443" | "5353", number>>;

/** Copies examples, as they stand but for their ports, into a folder of their own. */
export function copyOf(names: readonly string[], ports: Ports = {}): string {
  const copy = exampleFolder();
  for (const name of names) {
    const replaced = text(name).replace(/\b(8080|8081|8443|5353)\b/g, (port) =>
      String(ports[port as keyof Ports] ?? port),
    );
    writeFileSync(join(copy, basename(name)), replaced);
  }
  return copy;
}

/** The command line of an example. */
export function command(name: string, ports: Ports = {}): string[] {
  return [process.execPath, join(copyOf([name], ports), name)];
}

export interface Served {
  running: Running;
  address: string;
}

export interface Serving {
  kind?: "stream" | "dgram";
  args?: string[];
  options?: StartOptions;
}

export type Way = "a passed TCP port" | "a passed unix socket" | "its fallback";

/** The ways an example can come to its socket: each gives the running example and where it is reached. */
export const ways: Record<Way, (name: string, serving?: Serving) => Promise<Served>> = {
  "a passed TCP port": (name, serving = {}) => {
    const kind = serving.kind === "dgram" ? "udp" : "tcp";
    return passed(name, kind, async () => `127.0.0.1:${await freePortPair()}`, serving);
  },
  "a passed unix socket": (name, serving) =>
    passed(name, "unix", async () => join(tempDir(), "web.sock"), serving),
  "its fallback": async (name, { args = [], options = {} } = {}) => {
    const port = await freePortPair();
    const ports = { 8080: port, 8443: port, 5353: port };
    const running = start([...command(name, ports), ...args], options);
    return { running, address: `127.0.0.1:${port}` };
  },
};

export const everyWay: Way[] = ["a passed TCP port", "a passed unix socket", "its fallback"];

async function passed(
  name: string,
  kind: "tcp" | "unix" | "udp",
  place: () => Promise<string>,
  { args = [], options = {} }: Serving = {},
): Promise<Served> {
  const address = await place();
  const running = activate([{ kind, address }], [...command(name), ...args], options);
  return { running, address };
}

/** Refused until the socket is made. */
export function whenOpen(address: string): Promise<Socket> {
  const what = `a connection to ${address}`;
  return until(() => connect(address).catch(() => undefined), { deadlineMs, what });
}

/** What the server says to GET once its socket is made. */
export async function firstAnswer(address: string): Promise<string> {
  (await whenOpen(address)).destroy();
  return (await get(address, { deadlineMs })).body;
}
