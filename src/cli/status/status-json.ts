import { documentOf, formatTime } from "../../services/service-document.js";
import { pidsOf } from "../../services/survey-services.js";
import { peerName } from "../../services/why.js";
import { findOwnOptions, readyChecksIn, valuesIn, vetoesIn } from "./own-options.js";
import type { Status } from "./status-facts.js";
import { findTurns } from "./turns.js";

/** Returns what `rouse ls --json` tells of a service, and all the rest. */
export function statusDocument(status: Status): object {
  const { now, details, log, problems } = status;
  const { report, service, connected } = now;
  const pids = pidsOf(now);
  const options = findOwnOptions(status);
  const turns = findTurns(options);
  return {
    ...documentOf(now),
    since: formatTime(details?.since),
    clients: (connected?.tcp ?? []).map(({ peer, state, unread, unsent }) => ({
      ...{ host: peerName(peer.host), port: peer.port, state },
      ...{ unread_bytes: unread, unsent_bytes: unsent },
    })),
    sockets: report?.sockets ?? [],
    unmatched: report?.unmatched ?? [],
    elsewhere: report?.elsewhere ?? [],
    program_pid: now.runs ? pids.program : null,
    rouse_exec_pid: now.runs ? pids.rouseExec : null,
    idle_after_s: report?.idle_after_s ?? null,
    sleep: report?.sleep ?? null,
    frozen: now.runs ? (report?.frozen ?? null) : null,
    wakes_since: report?.wakes_since ?? null,
    quiet_after_s: report?.quiet_after_s ?? null,
    quiet_connections: report?.quiet_connections ?? null,
    ignored_clients: valuesIn(options, "--ignore-clients="),
    ignored_connections: report?.ignored_connections ?? null,
    started_at: report?.started_at ?? null,
    ready_checks: readyChecksIn(options),
    vetoes: vetoesIn(options),
    one_of: turns?.group ?? null,
    max_wait: turns?.maxWait ?? null,
    ready_at: report?.ready_at ?? null,
    last_exit: report?.last_exit ?? null,
    units: (details?.units ?? []).map(({ unit, state, enablement, file, dropIns, stale }) => ({
      ...{ unit, state, enablement, file: file ?? null, drop_ins: dropIns, stale },
    })),
    sandboxed: details?.sandboxed ?? null,
    version: service?.version ?? null,
    command: service?.command ?? null,
    log,
    problems,
  };
}
