import { RouseError } from "../../errors/rouse-error.js";
import type { Destination } from "../../hosts/destination.js";
import { parseJson } from "../../local/parse-json.js";
import { failure } from "../exit-status.js";
import { write } from "../output/say.js";
import { prefixed } from "./hosts-lines.js";
import { type Answer, askHost, conclude, type Errand } from "./run-on-host.js";

/** What `rouse … --json` of one machine printed; empty when it printed nothing, as on a failure. */
export interface Told {
  host: string;
  answer: Answer;
  document: Readonly<Record<string, unknown>>;
}

/** Shows one document with those of all machines, whether they are one or many. */
export async function showDocuments(errand: Errand): Promise<number> {
  const told = await askForDocuments(errand);
  const hosts = told.map(({ host, answer: { status, error }, document }) => {
    const { api_version: _, ...rest } = document;
    return { host, exit_status: status, ...(error ? { error: describe(error) } : {}), ...rest };
  });
  write(1, `${JSON.stringify({ api_version: 1, hosts }, undefined, 2)}\n`);
  return Math.max(...told.map(({ answer }) => conclude(answer)));
}

/** Asks all machines at once. */
export function askForDocuments(errand: Errand): Promise<Told[]> {
  return Promise.all(errand.destinations.map((destination) => askForDocument(errand, destination)));
}

async function askForDocument(errand: Errand, destination: Destination): Promise<Told> {
  const lines: string[] = [];
  const host = destination.text;
  const { stderr } = prefixed(host);
  const take = { stdout: (line: string) => lines.push(line) };
  const isOne = errand.destinations.length === 1;
  const answer = await askHost(errand, destination, isOne ? take : { ...take, stderr });
  const text = lines.join("\n");
  const document = text.trim() === "" ? {} : parseJson(text);
  if (isDocument(document)) return { host, answer, document };
  const problem = text.slice(0, 60);
  const error = new RouseError("HOST_ANSWER_MALFORMED", { host, problem });
  return { host, answer: { error, status: failure }, document: {} };
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !("api_version" in value) ? Object.keys(value).length === 0 : value.api_version === 1;
}

function describe(error: unknown): object {
  if (!(error instanceof RouseError)) throw error;
  return { code: error.code, message: error.message };
}
