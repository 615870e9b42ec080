import { askUnits } from "../engines/systemd/inventory/ask-units.js";
import { documentOf } from "../services/service-document.js";
import { type ServiceNow, surveyServices } from "../services/survey-services.js";
import { findTrouble } from "../services/trouble.js";
import type { Scope } from "../units/plan-types.js";
import type { Health, OneService, ServiceDocument, Services } from "./response-documents.js";

/** Reads what `rouse ls` shows of the services of this user; root has those of the system as well. */
export async function readServices(): Promise<Services> {
  const { services, problems } = await survey();
  return { api_version: 1, services: services.map(describe), problems };
}

export async function readService(name: string | undefined): Promise<OneService | undefined> {
  const { services } = await readServices();
  const service = services.find((one) => one.name === name);
  return service && { api_version: 1, service };
}

/** Returns "degraded" when a service is not there for its clients, or something cannot be read or asked. */
export async function readHealth(): Promise<Health> {
  const { services, problems } = await survey();
  const all = [...problems, ...services.flatMap((one) => findTrouble(one) ?? [])];
  return { api_version: 1, status: all.length === 0 ? "ok" : "degraded", problems: all };
}

async function survey() {
  const found = await surveyServices(askUnits(scopes()), true);
  found.services.sort((a, b) => (a.name < b.name ? -1 : 1));
  return found;
}

function scopes(): Scope[] {
  return process.geteuid?.() === 0 ? ["user", "system"] : ["user"];
}

function describe(service: ServiceNow): ServiceDocument {
  return { ...documentOf(service), report: service.report ?? null };
}
