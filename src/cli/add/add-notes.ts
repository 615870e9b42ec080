import type { ServiceDraft } from "../../definition/plan-service.js";
import { reachNotes } from "../changes/reach-notes.js";

/** Says in sentences what the owner of a new service should know; `texts` are its addresses as typed. */
export function addNotes(texts: readonly string[], draft: ServiceDraft): string[] {
  return [...reachNotes(texts, draft), ...rights(draft), ...network(draft)];
}

function rights({ scope, sandbox, runAs }: ServiceDraft): string[] {
  if (scope === "user" || sandbox !== undefined || runAs !== undefined) return [];
  return ["it runs as root; --run-as USER or --sandbox gives it fewer rights"];
}

function network({ sandbox }: ServiceDraft): string[] {
  if (sandbox === undefined || sandbox.network) return [];
  return ["it has no network except its sockets and cannot connect to others; --network lets it"];
}
