import { serveDaemon } from "../daemon/serve.js";
import { formatEndpoint, parseEndpoint } from "../local/endpoint.js";
import { requireLinux } from "../sys/platform.js";
import { parseSpan } from "../sys/span.js";
import type { DaemonOptions } from "./daemon-commands.js";
import { say } from "./say.js";

const defaultIdle = "10min";

/** Resolves when it has been stopped. */
export async function runDaemon({ server = "unix://", idle }: DaemonOptions): Promise<void> {
  requireLinux();
  const endpoint = parseEndpoint(server, { service: "rouse" });
  const idleMs = parseSpan(idle ?? defaultIdle) / 1000 || Number.POSITIVE_INFINITY;
  const daemon = await serveDaemon({ endpoint, idleMs });
  const places = daemon.endpoints.map(formatEndpoint).join(", ");
  say(`rouse: serving at ${places}${daemon.activated ? ", on the passed socket" : ""}`);
  await daemon.closed;
}
