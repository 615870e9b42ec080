import { RouseError } from "../../errors/rouse-error.js";
import type { Destination } from "../../hosts/destination.js";
import { parseJson } from "../../sys/programs/parse-json.js";
import { failure } from "../exit-status.js";
import { formatDocument } from "../output/json-document.js";
import { write } from "../output/say.js";
import { handlersFor } from "./hosts-lines.js";
import { type RemoteCommand, type RemoteResult, reportResult, runOnHost } from "./run-on-host.js";

/** The document that `rouse … --json` printed on one machine; empty when it printed nothing, as on a failure. */
export interface HostDocument {
  host: string;
  result: RemoteResult;
  document: Readonly<Record<string, unknown>>;
}

/** Prints one document that holds those of all machines, even when there is only one. */
export async function showDocuments(command: RemoteCommand): Promise<number> {
  const all = await fetchDocuments(command);
  const hosts = all.map(({ host, result: { status, error }, document }) => {
    const { api_version: _, ...rest } = document;
    return { host, exit_status: status, ...(error ? { error: describe(error) } : {}), ...rest };
  });
  write(1, formatDocument({ hosts }));
  return Math.max(...all.map(({ result }) => reportResult(result)));
}

/** Runs the command on all machines at once. */
export function fetchDocuments(command: RemoteCommand): Promise<HostDocument[]> {
  return Promise.all(
    command.destinations.map((destination) => fetchDocument(command, destination)),
  );
}

async function fetchDocument(
  command: RemoteCommand,
  destination: Destination,
): Promise<HostDocument> {
  const lines: string[] = [];
  const host = destination.text;
  const { stderr } = handlersFor(command, host);
  const stdout = (line: string) => lines.push(line);
  const result = await runOnHost(command, destination, { stdout, stderr });
  const text = lines.join("\n");
  const document = text.trim() === "" ? {} : parseJson(text);
  if (isDocument(document)) return { host, result, document };
  const problem = text.slice(0, 60);
  const error = new RouseError("HOST_ANSWER_MALFORMED", { host, problem });
  return { host, result: { error, status: failure }, document: {} };
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !("api_version" in value) ? Object.keys(value).length === 0 : value.api_version === 1;
}

function describe(error: unknown): object {
  if (!(error instanceof RouseError)) throw error;
  return { code: error.code, message: error.message };
}
