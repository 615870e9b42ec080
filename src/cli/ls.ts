import { formatClock } from "../engines/systemd/age.js";
import { type ServiceNow, type Survey, surveyServices } from "../engines/systemd/survey.js";
import type { Scope } from "../units/types.js";
import { toJson } from "./ls-json.js";
import { say, write } from "./say.js";
import { type Column, formatTable } from "./table.js";
import { terminalWidth } from "./terminal.js";

/** `rouse ls`, as typed. */
export interface ListOptions {
  user?: boolean;
  system?: boolean;
  json?: boolean;
}

/** Shows every service in a line; what could not be asked goes to stderr, and the rest is still shown. */
export async function list(options: ListOptions): Promise<void> {
  const survey = await surveyServices(scopesOf(options));
  if (options.json) return write(1, toJson(survey));
  showText(survey);
}

/** --user and --system exclude each other; neither means both. */
export function scopesOf({ user, system }: Pick<ListOptions, "user" | "system">): Scope[] {
  if (user) return ["user"];
  return system ? ["system"] : ["user", "system"];
}

function showText({ services, problems }: Survey): void {
  if (services.length > 0) write(1, formatTable(columnsFor(services), services, terminalWidth()));
  for (const problem of problems) say(`rouse: ${problem}`);
  if (services.length === 0 && problems.length === 0) say(none);
}

const none = "rouse: no services yet: `rouse add NAME --listen 8080 -- COMMAND` makes one";

/** Whose a service is, is told where that is not the same for all. */
function columnsFor(services: readonly ServiceNow[]): Column<ServiceNow>[] {
  const [first] = services;
  const mixed = services.some(({ scope }) => scope !== first?.scope);
  return columns.filter(({ title }) => mixed || title !== "SCOPE");
}

const columns: readonly Column<ServiceNow>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "SCOPE", cell: ({ scope }) => scope },
  { title: "STATE", cell: (service) => formatState(service) },
  { title: "LISTEN", cell: ({ listen }) => listen.join(" "), atLeast: 15 },
  { title: "CONNS", cell: ({ connections }) => connections?.toString(), isNumber: true },
  { title: "MEM", cell: ({ memoryBytes }) => formatBytes(memoryBytes), isNumber: true },
  { title: "WAKES", cell: ({ report }) => String(report?.wakes ?? 0), isNumber: true },
  { title: "LAST WAKE", cell: ({ report }) => formatWake(report?.cold_start_ms), isNumber: true },
  { title: "WHY", cell: ({ why }) => why, atLeast: 12 },
];

/** `asleep`, `limit hit`, `sleeps in 2:13`. */
export function formatState({ state, sleepsAt }: ServiceNow): string {
  if (sleepsAt !== undefined) return `sleeps in ${formatClock(sleepsAt - Date.now())}`;
  return state.replace("-", " ");
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
