import { existsSync } from "node:fs";
import { RouseError } from "../errors/rouse-error.js";
import { findDaemon } from "../local/client/find-daemon.js";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../local/endpoint/endpoint.js";
import { connectDaemon, type DaemonClient } from "./client.js";

interface Reached {
  endpoint: Endpoint;
  client: DaemonClient;
}

/**
 * Returns the daemon of this user: the one that was named, else the one that runs, else the one that a service manager
 * starts when a client connects to its socket.
 * @throws ENDPOINT_MALFORMED, ENDPOINT_NOT_LOOPBACK, DAEMON_NOT_RUNNING
 */
export async function reachDaemon(server: string | undefined): Promise<Reached> {
  const endpoint = parseEndpoint(server ?? "unix://", { service: "rouse" });
  const running = await findDaemon("rouse");
  if (running !== undefined && (server === undefined || isSame(running.endpoint, endpoint))) {
    return { endpoint: running.endpoint, client: connectDaemon(running.endpoint, running.token) };
  }
  if (server !== undefined || isSocketThere(endpoint)) {
    return { endpoint, client: connectDaemon(endpoint) };
  }
  throw new RouseError("DAEMON_NOT_RUNNING", {});
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return formatEndpoint(one) === formatEndpoint(other);
}

function isSocketThere(endpoint: Endpoint): boolean {
  return endpoint.network === "unix" && existsSync(endpoint.path);
}
