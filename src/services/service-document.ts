import { isReplaced, type RouseExecNow } from "./rouse-exec-now.js";
import type { ServiceNow } from "./survey-services.js";

/** Returns what a list tells of a service, as JSON: null is what is not so or not known. */
export function documentOf(service: ServiceNow) {
  const { name, scope, state, why, listen, report, connections, memoryBytes, sleepsAt } = service;
  return {
    ...{ name, scope, unit: service.service?.unit ?? null, kind: service.service?.kind ?? null },
    ...{ state, why, sleeps_at: formatTime(sleepsAt), listen },
    connections: connections ?? null,
    memory_bytes: memoryBytes ?? null,
    wakes: report?.wakes ?? 0,
    last_wake_ms: report?.cold_start_ms ?? null,
    last_activity: report?.last_activity ?? null,
    fails: (service.runs && report?.fails) || 0,
    next_try: (service.runs && report?.next_try) || null,
    ...gateOf(service),
    busy: (service.runs && report?.busy) || null,
    waits_for: (service.runs && report?.waits_for) || null,
    rouse_exec: service.rouseExec === undefined ? null : rouseExecOf(service.rouseExec),
  };
}

/** Nobody waits at the gate of a run that is over. */
function gateOf({ runs, report }: ServiceNow) {
  const { gate = null, gate_since = null, gate_failed = null } = (runs && report) || {};
  return { gate, gate_since, gate_failed };
}

function rouseExecOf(now: RouseExecNow) {
  const { runs, installed = null } = now;
  const { version, build } = runs;
  return { version, build, installed, replaced: isReplaced(now) ?? null };
}

/** Returns the time as RFC 3339 writes it, in UTC. */
export function formatTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
