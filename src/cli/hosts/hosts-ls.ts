import { z } from "zod";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { failure } from "../exit-status.js";
import { columnsFor, type Row } from "../ls/ls.js";
import { say, write } from "../output/say.js";
import { formatTable } from "../output/table.js";
import { terminalWidth } from "../output/terminal.js";
import { askForDocuments, type Told } from "./hosts-json.js";
import { conclude, type Errand } from "./run-on-host.js";

/** What is read of `rouse ls --json`; a newer Rouse may tell more. */
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
    }),
  ),
  problems: z.array(z.string()),
});

interface HostRow extends Row {
  host: string;
}

const hostColumn = { title: "HOST", cell: ({ host }: HostRow) => host };

/** `rouse ls` of all machines as one table, in the order of the machines. */
export async function showServices(errand: Errand): Promise<number> {
  const told = await askForDocuments({ ...errand, args: [...errand.args, "--json"] });
  const read = told.map(readServices);
  const rows = read.flatMap((one) => one.rows);
  const columns = [...(told.length > 1 ? [hostColumn] : []), ...columnsFor(rows)];
  if (rows.length > 0) write(1, formatTable(columns, rows, terminalWidth()));
  return Math.max(
    ...read.map(({ host, rows, problems, answer }) => {
      for (const problem of problems) say(visible(`${host}: rouse: ${problem}`));
      if (rows.length === 0 && problems.length === 0 && answer.error === undefined) {
        say(`${host}: no services yet`);
      }
      return conclude(answer);
    }),
  );
}

function readServices({ host, answer, document }: Told) {
  const nothing = { host, rows: [], problems: [] };
  if (answer.error !== undefined || answer.status !== 0) return { ...nothing, answer };
  const { data, error } = list.safeParse(document);
  if (data) {
    const { services, problems } = data;
    return { host, answer, problems, rows: services.map((service) => rowOf(host, service)) };
  }
  const [issue] = error.issues;
  const problem = `${issue?.message} at ${issue?.path.join(".")}`;
  const malformed = new RouseError("HOST_ANSWER_MALFORMED", { host, problem });
  return { ...nothing, answer: { status: failure, error: malformed } };
}

function rowOf(host: string, service: z.infer<typeof list>["services"][number]): HostRow {
  const { sleeps_at, connections, memory_bytes, wakes, last_wake_ms, ...same } = service;
  return {
    ...same,
    host,
    connections: connections ?? undefined,
    memoryBytes: memory_bytes ?? undefined,
    report: { wakes, cold_start_ms: last_wake_ms },
    ...(sleeps_at === null ? {} : { sleepsAt: Date.parse(sleeps_at) }),
  };
}
