import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export const folder = join(root, "examples/sdk");
export const deadlineMs = 15_000;

export const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);

export function text(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What the examples listen on when nothing is passed, and the ports that stand in its place. */
export type Ports = Partial<Record<"8080" | "8081" | "8443" | "5353", number>>;

/** The command line of an example, which is as it stands but for its ports. */
export function command(name: string, ports: Ports = {}): string[] {
  // Within the checkout: there `import "rouse"` is this package.
  mkdirSync(join(root, "build"), { recursive: true });
  const copy = mkdtempSync(join(root, "build/example-"));
  after(() => rmSync(copy, { recursive: true }));
  const path = join(copy, name);
  const replaced = text(name).replace(/\b(8080|8081|8443|5353)\b/g, (port) =>
    String(ports[port as keyof Ports] ?? port),
  );
  writeFileSync(path, replaced);
  return [process.execPath, path];
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

/** The ways an example can come to its socket: each gives the running example and where it is reached. */
export const ways = {
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
} satisfies Record<string, (name: string, serving?: Serving) => Promise<Served>>;

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

export type Way = keyof typeof ways;
export const everyWay = Object.keys(ways) as Way[];
