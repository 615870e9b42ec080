import { serveDaemon } from "../../daemon/serve.js";
import { visible } from "../../errors/rouse-error.js";
import type { Refusal } from "../../local/admission/refusal.js";
import { formatEndpoint } from "../../local/endpoint/endpoint.js";
import { requireLinux } from "../../sys/platform.js";
import { parseSpan } from "../../time/span.js";
import { say } from "../output/say.js";
import type { DaemonOptions } from "./daemon-options.js";

const defaultIdle = "10min";

/** Serves until the daemon has been stopped. */
export async function runDaemon({
  server,
  idle = defaultIdle,
  takeOver = false,
}: DaemonOptions): Promise<void> {
  requireLinux();
  const daemon = await serveDaemon({
    endpoint: server ?? "unix://",
    idle: isNever(idle) ? undefined : idle,
    takeOver,
    onRefusal: ({ reason, peer }) => say(visible(`rouse: refused ${describe(peer)}: ${reason}`)),
  });
  for (const { pid, was, why } of daemon.predecessors) say(`rouse: process ${pid} ${was}: ${why}`);
  const endpoints = daemon.endpoints.map(formatEndpoint).join(", ");
  say(`rouse: serving at ${endpoints}${daemon.activated ? ", on the passed socket" : ""}`);
  await daemon.closed;
}

function describe(peer: Refusal["peer"]): string {
  return peer === undefined ? "a client" : `process ${peer.pid} of user ${peer.uid}`;
}

/** @throws SPAN_MALFORMED */
function isNever(span: string): boolean {
  return [0, Number.POSITIVE_INFINITY].includes(parseSpan(span));
}
