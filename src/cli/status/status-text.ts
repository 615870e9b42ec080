import type { UnitDetails } from "../../engines/facts.js";
import { visible } from "../../errors/rouse-error.js";
import type { Report } from "../../rouse-exec/report.js";
import { reportedAddress } from "../../rouse-exec/reported-address.js";
import { formatRouseExec } from "../../services/rouse-exec-now.js";
import { pidsOf } from "../../services/survey-services.js";
import { formatFailed, peerName } from "../../services/why.js";
import { readProcessRecord } from "../../sys/processes/process-record.js";
import { signalName } from "../../sys/processes/signal-name.js";
import { showLine } from "../../sys/programs/quote-command.js";
import { formatAge } from "../../time/age.js";
import { formatBytes, formatState } from "../ls/ls.js";
import { terminalWidth } from "../output/terminal.js";
import { wrapBehind } from "../output/wrap.js";
import { formatBypasses } from "./bypasses.js";
import { formatCommandLine } from "./format-command-line.js";
import { formatGate } from "./gate.js";
import { findOwnOptions, readyChecksIn, valuesIn, vetoesIn } from "./own-options.js";
import { formatQuiet } from "./quiet.js";
import { formatSleep } from "./sleep.js";
import type { Status } from "./status-facts.js";
import { takenBy } from "./taken-by.js";
import { findTurns, formatTurns } from "./turns.js";

/** A title and what stands behind it; several lines stand below each other. */
type Entry = readonly [title: string, lines: readonly string[]];

/** Everything as lines for people; what has nothing to tell is left out. */
export function formatStatus(status: Status): string {
  const { now, log } = status;
  const whose = now.scope === "foreground" ? "in the foreground" : `of the ${now.scope}`;
  const entries = entriesOf(status).filter(([, lines]) => lines.length > 0);
  const width = Math.max(...entries.map(([title]) => title.length));
  const body = entries.flatMap(([title, lines]) =>
    lines.flatMap((line, index) => {
      const label = `  ${(index === 0 ? title : "").padEnd(width)}  `;
      return wrapBehind(label, visible(line), title === toCopy ? undefined : terminalWidth());
    }),
  );
  const head = `${now.name}, ${whose}: ${formatState(now)}`;
  const tail = log.length === 0 ? [] : ["", ...log];
  return [visible(head), ...body, ...tail.map(visible)].map((line) => `${line}\n`).join("");
}

/** A terminal breaks a long command itself, and then copies it as one line. */
const toCopy = "made by";

function entriesOf(status: Status): Entry[] {
  const { now, details } = status;
  const { report, service } = now;
  const options = findOwnOptions(status);
  const checks = readyChecksIn(options);
  const turns = findTurns(options);
  return [
    ["why", [now.why]],
    ["since", details?.since === undefined ? [] : [formatSince(details.since)]],
    ["listens", listensOf(now)],
    ["clients", clientsOf(now)],
    ["bypasses", report ? formatBypasses(report, now.scope) : []],
    ["program", now.runs ? formatProgram(now) : []],
    ["runs", optional(now.rouseExec && formatRouseExec(now.rouseExec))],
    ["memory", optional(formatBytes(now.memoryBytes))],
    ["ready check", checks],
    ["ready", checks.length > 0 ? optional(formatGate(now)) : []],
    ["one of", optional(turns && formatTurns(turns))],
    ["sleeps", formatSleep(now)],
    ["vetoes", vetoesIn(options)],
    ["quiet", report ? formatQuiet(report) : []],
    ["ignores", valuesIn(options, "--ignore-clients=")],
    ["wakes", report ? [formatWakes(report)] : []],
    ["last end", optional(report && formatExit(report))],
    ["sandbox", details === undefined ? [] : [details.sandboxed ? "yes" : "no"]],
    ["units", (details?.units ?? []).flatMap(formatUnit)],
    [toCopy, optional(showLine(service?.command ?? "") || undefined)],
  ];
}

function optional(line: string | undefined): string[] {
  return line === undefined ? [] : [line];
}

function formatSince(ms: number): string {
  return `${new Date(ms).toISOString()}, for ${formatAge(Date.now() - ms)}`;
}

/** The report knows whether the program holds a socket; without it there is what the units say. */
function listensOf({ report, runs, listen }: Status["now"]): string[] {
  if (!runs || report === undefined) return [...listen];
  return report.sockets.map((socket) => {
    const address = reportedAddress(socket);
    const called = socket.name === address ? "" : ` (${socket.name})`;
    return `${address}${called}, ${takenBy(socket, report)}`;
  });
}

function clientsOf({ connected, connections }: Status["now"]): string[] {
  const tcp = (connected?.tcp ?? []).slice(0, mostClients).map((one) => {
    const host = peerName(one.peer.host);
    const peer = `${host.includes(":") ? `[${host}]` : host}:${one.peer.port}`;
    const bytes = `${one.unread} bytes not read, ${one.unsent} bytes not acknowledged`;
    return `${peer}, ${one.state}, ${bytes}`;
  });
  const others = (connections ?? 0) - tcp.length;
  return others > 0 ? [...tcp, `${others} ${tcp.length > 0 ? "more" : "connected"}`] : tcp;
}

const mostClients = 20;

function formatProgram(now: Status["now"]): string[] {
  const { program, rouseExec } = pidsOf(now);
  if (rouseExec === null) return [];
  if (program === null) return [`rouse-exec ${rouseExec}`];
  const record = readProcessRecord(program);
  const command = typeof record === "string" ? "" : `${formatCommandLine(record.commandLine)}, `;
  return [`${command}process ${program}, rouse-exec ${rouseExec}`];
}

function formatWakes({ wakes, cold_start_ms: took }: Report): string {
  if (took === null) return String(wakes);
  return `${wakes}, the last client waited ${Math.round(took)} ms`;
}

function formatExit({ last_exit: exit, gate_failed: failed }: Report): string | undefined {
  if (exit === null) return undefined;
  const how = exit.signal === null ? `status ${exit.code}` : signalName(exit.signal);
  if (exit.reason === "unserved" && failed !== null) {
    return `${how}, ended as it was not ready in time: ${formatFailed(failed)}`;
  }
  if (exit.reason === "unserved") return `${how}, ended as it did not listen where a client waited`;
  return exit.reason === "idle" ? `${how}, put to sleep` : how;
}

function formatUnit({ unit, state, enablement, file, dropIns, stale }: UnitDetails): string[] {
  const where = file === undefined ? "systemd has not read it" : file;
  const changed = stale ? "; changed since systemd read it: systemctl daemon-reload" : "";
  const boot = enablement === "" ? "" : `, ${enablement}`;
  return [`${unit}: ${state}${boot}, ${where}${changed}`, ...dropIns.map((path) => `  ${path}`)];
}
