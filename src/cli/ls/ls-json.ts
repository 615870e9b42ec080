import type { ServiceNow, Survey } from "../../services/survey-services.js";
import { formatDocument } from "../output/json-document.js";

/** One document: every service with what the table shows of it. */
export function toJson({ services, problems }: Survey): string {
  return formatDocument({ services: services.map(documentOf), problems });
}

/** Nulls for what is not so or not known. */
export function documentOf(service: ServiceNow): object {
  const { name, scope, state, why, listen, report, connections, memoryBytes, sleepsAt } = service;
  return {
    ...{ name, scope, unit: service.service?.unit ?? null, kind: service.service?.kind ?? null },
    ...{ state, why, sleeps_at: formatTime(sleepsAt), listen },
    connections: connections ?? null,
    memory_bytes: memoryBytes ?? null,
    wakes: report?.wakes ?? 0,
    last_wake_ms: report?.cold_start_ms ?? null,
    last_activity: report?.last_activity ?? null,
  };
}

/** RFC 3339, UTC. */
export function formatTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
