import type { Asked } from "../../engines/systemd/inventory/ask-units.js";
import { ExitStatus } from "../../errors/exit-status.js";
import type { Report } from "../../rouse-exec/report.js";
import { formatNext, type RouseExecNow } from "../../services/rouse-exec-now.js";
import { type ServiceNow, type Survey, surveyServices } from "../../services/survey-services.js";
import { isBroken } from "../../services/trouble.js";
import { formatClock } from "../../time/age.js";
import { say, write } from "../output/say.js";
import { type Column, formatTable } from "../output/table.js";
import { terminalWidth } from "../output/terminal.js";
import { toJson } from "./ls-json.js";
import type { LsOptions } from "./ls-options.js";

/** Shows every service in a line; what could not be asked goes to stderr, and the rest is still shown. */
export async function list(asked: readonly Asked[], options: LsOptions): Promise<void> {
  const survey = await surveyServices(asked, !options.system);
  survey.services.sort(byName);
  if (options.json) write(1, toJson(survey));
  else showText(survey);
  if (survey.services.some(({ state }) => isBroken(state))) throw new ExitStatus(notRunning);
}

/** As `rouse status` says it of one. */
const notRunning = 3;

function byName(a: ServiceNow, b: ServiceNow): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function showText({ services, problems }: Survey): void {
  if (services.length > 0) write(1, formatTable(columnsFor(services), services, terminalWidth()));
  for (const problem of problems) say(`rouse: ${problem}`);
  if (services.length === 0 && problems.length === 0) say(none);
}

const none =
  "rouse: no services yet: `rouse add NAME --listen 8080 -- COMMAND` makes one under systemd, and " +
  "`rouse listen 8080 --name NAME -- COMMAND` runs one in the foreground without it";

/** What a line tells of a service. */
export interface Row
  extends Pick<
    ServiceNow,
    "name" | "scope" | "why" | "listen" | "connections" | "memoryBytes" | "rouseExec"
  > {
  state: string;
  sleepsAt?: number;
  report: (Pick<Report, "wakes" | "cold_start_ms"> & Partial<Pick<Report, "sleep">>) | undefined;
}

/**
 * Whose a service is, is told where that is not the same for all; and which rouse-exec runs it, where the next start
 * runs another.
 */
export function columnsFor(services: readonly Row[]): Column<Row>[] {
  const [first] = services;
  const mixed = services.some(({ scope }) => scope !== first?.scope);
  const replaced = services.some(({ rouseExec }) => formatNext(rouseExec) !== undefined);
  const shown: Record<string, boolean> = { SCOPE: mixed, "ROUSE-EXEC": replaced };
  return columns.filter(({ title }) => shown[title] ?? true);
}

const columns: readonly Column<Row>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "SCOPE", cell: ({ scope }) => scope },
  { title: "STATE", cell: (service) => formatState(service) },
  { title: "LISTEN", cell: ({ listen }) => listen.join(" "), atLeast: 15, wants: 24 },
  {
    title: "CONNS",
    cell: ({ connections }) => connections?.toString(),
    isNumber: true,
    mayGo: true,
  },
  {
    title: "MEM",
    cell: ({ memoryBytes }) => formatBytes(memoryBytes),
    isNumber: true,
    mayGo: true,
  },
  { title: "WAKES", cell: ({ report }) => String(report?.wakes ?? 0), isNumber: true, mayGo: true },
  {
    title: "LAST WAKE",
    cell: ({ report }) => formatWake(report?.sleep?.thaw_ms ?? report?.cold_start_ms),
    isNumber: true,
    mayGo: true,
  },
  { title: "ROUSE-EXEC", cell: ({ rouseExec }) => formatRunning(rouseExec) },
  { title: "WHY", cell: ({ why }) => why, isWrapped: true, atLeast: 12, wants: 30 },
];

/** `asleep`, `limit hit`, `sleeps in 2:13`. */
export function formatState({ state, sleepsAt }: Pick<Row, "state" | "sleepsAt">): string {
  if (sleepsAt !== undefined) return `sleeps in ${formatClock(sleepsAt - Date.now())}`;
  return state.replace("-", " ");
}

/** `0.1.0, next 0.2.0` */
function formatRunning(now: RouseExecNow | undefined): string | undefined {
  const next = formatNext(now);
  return next === undefined ? now?.runs.version : `${now?.runs.version}, next ${next}`;
}

function formatWake(ms: number | null | undefined): string | undefined {
  return ms == null ? undefined : `${Math.round(ms)} ms`;
}

/** As `ls -h` and systemctl count: powers of 1024. */
export function formatBytes(bytes: number | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const megabytes = bytes / 1024 ** 2;
  if (megabytes >= 1024) return `${(megabytes / 1024).toFixed(1)} G`;
  return megabytes >= 10 ? `${Math.round(megabytes)} M` : `${megabytes.toFixed(1)} M`;
}
