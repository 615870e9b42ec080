import type { Listening } from "../../src/index.js";
import { type ActivateOptions, activate, type Passed } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";

export type Kind = "net" | "http" | "https" | "http2" | "udp4" | "udp6";

export interface Served extends Running {
  /** What listen() gave. */
  listening: Listening;
  /** What server.address() gave. */
  shown: unknown;
}

const argvOf = (kind: Kind, options: object) => [
  ...[process.execPath, `${root}/test/listen/programs/serve.mjs`],
  ...[kind, JSON.stringify(options)],
];

/** A server of that kind, which listens by listen(server, options) when this resolves. */
export async function serve(
  sockets: Passed[],
  kind: Kind,
  options: object = {},
  rest: ActivateOptions = {},
): Promise<Served> {
  return ready(activate(sockets, argvOf(kind, options), rest));
}

/** The same without a service manager. */
export async function serveAlone(kind: Kind, options: object): Promise<Served> {
  return ready(start(argvOf(kind, options)));
}

async function ready(running: Running): Promise<Served> {
  const [, shown = ""] = await running.line(/^address (.*)$/);
  const [, listening = ""] = await running.line(/^listening (.*)$/);
  return Object.assign(running, { listening: JSON.parse(listening), shown: JSON.parse(shown) });
}
