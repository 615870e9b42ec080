import { z } from "zod";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { failure } from "../exit-status.js";
import { columnsFor, type Row } from "../ls/ls.js";
import { say, write } from "../output/say.js";
import { formatTable } from "../output/table.js";
import { terminalWidth } from "../output/terminal.js";
import { fetchDocuments, type HostDocument } from "./hosts-json.js";
import { type RemoteCommand, reportResult } from "./run-on-host.js";

const identity = z.object({ version: z.string(), build: z.string().nullable() });

/** What is read from `rouse ls --json`; a newer Rouse may print more. */
const list = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      scope: z.enum(["user", "system", "foreground"]),
      state: z.string(),
      why: z.string(),
      sleeps_at: z.iso.datetime().nullable(),
      listen: z.array(z.string()),
      connections: z.int().nullable(),
      memory_bytes: z.number().nullable(),
      wakes: z.int(),
      last_wake_ms: z.number().nullable(),
      rouse_exec: identity.extend({ installed: identity.nullable() }).nullish(),
    }),
  ),
  problems: z.array(z.string()),
});

interface HostRow extends Row {
  host: string;
}

const hostColumn = { title: "HOST", cell: ({ host }: HostRow) => host };

/** Prints `rouse ls` of all machines as one table, in the order of the machines. */
export async function showServices(command: RemoteCommand): Promise<number> {
  const documents = await fetchDocuments({ ...command, args: [...command.args, "--json"] });
  const read = documents.map(readServices);
  const rows = read.flatMap((one) => one.rows);
  const columns = [...(documents.length > 1 ? [hostColumn] : []), ...columnsFor(rows)];
  if (rows.length > 0) write(1, formatTable(columns, rows, terminalWidth()));
  return Math.max(
    ...read.map(({ host, rows, problems, result }) => {
      for (const problem of problems) say(visible(`${host}: rouse: ${problem}`));
      if (rows.length === 0 && problems.length === 0 && result.status === 0) {
        say(`${host}: no services yet`);
      }
      return reportResult(result);
    }),
  );
}

function readServices({ host, result, document }: HostDocument) {
  const nothing = { host, rows: [], problems: [] };
  if (result.error !== undefined || result.status !== 0) return { ...nothing, result };
  const { data, error } = list.safeParse(document);
  if (data) {
    const { services, problems } = data;
    return { host, result, problems, rows: services.map((service) => rowOf(host, service)) };
  }
  const [issue] = error.issues;
  const problem = `${issue?.message} at ${issue?.path.join(".")}`;
  const malformed = new RouseError("HOST_ANSWER_MALFORMED", { host, problem });
  return { ...nothing, result: { status: failure, error: malformed } };
}

function rowOf(host: string, service: z.infer<typeof list>["services"][number]): HostRow {
  const { sleeps_at, connections, memory_bytes, wakes, last_wake_ms, rouse_exec, ...same } =
    service;
  return {
    ...same,
    host,
    connections: connections ?? undefined,
    memoryBytes: memory_bytes ?? undefined,
    rouseExec: rouse_exec
      ? { runs: rouse_exec, installed: rouse_exec.installed ?? undefined }
      : undefined,
    report: { wakes, cold_start_ms: last_wake_ms },
    ...(sleeps_at === null ? {} : { sleepsAt: Date.parse(sleeps_at) }),
  };
}
