import { reachDaemon } from "../../daemon/reach-daemon.js";
import type { Daemon, Health, Services } from "../../daemon/response-documents.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import type { Endpoint } from "../../local/endpoint/endpoint.js";
import { formatDocument } from "../output/json-document.js";
import { write } from "../output/say.js";
import type { DaemonOptions } from "./daemon-options.js";

/** @throws DAEMON_NOT_RUNNING, after it was printed as JSON where --json asks for that; what reachDaemon throws */
export async function showDaemon({ server, json = false }: DaemonOptions): Promise<void> {
  try {
    const { endpoint, client } = await reachDaemon(server);
    const all = [client.daemon(), client.health(), client.services()] as const;
    const [daemon, health, services] = await Promise.all(all);
    const { status, problems } = health;
    const document = { ...daemon, running: true, ...endpointFields(endpoint), status, problems };
    write(1, json ? formatDocument(document) : asText(daemon, health, services));
  } catch (error) {
    const isDown = error instanceof RouseError && error.code === "DAEMON_NOT_RUNNING";
    if (json && isDown) write(1, formatDocument({ service: "rouse", running: false }));
    throw error;
  }
}

function endpointFields(endpoint: Endpoint): object {
  if (endpoint.network === "unix") return { network: "unix", address: endpoint.path, port: null };
  return { network: "tcp", address: endpoint.host, port: endpoint.port };
}

function asText(daemon: Daemon, { problems }: Health, { services }: Services): string {
  const { version, endpoints, pid, since, activated } = daemon;
  const how = activated ? "on a passed socket" : "on a socket of its own";
  const lines = [
    `rouse ${version} at ${endpoints.join(", ")}, ${how}, process ${pid}, since ${since}`,
    `services: ${countStates(services)}`,
    ...problems,
  ];
  return lines.map((line) => `${visible(line)}\n`).join("");
}

function countStates(services: Services["services"]): string {
  const counts = new Map<string, number>();
  for (const { state } of services) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    [...counts].map(([state, count]) => `${count} ${state.replace("-", " ")}`).join(", ") || "none"
  );
}
