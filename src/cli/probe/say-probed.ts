import { type Address, formatBareAddress } from "../../address/address.js";
import { visible } from "../../errors/rouse-error.js";
import type { ServerAnswers } from "../../probe/answers/answer.js";
import type { Bind } from "../../probe/binds.js";
import type { Finding } from "../../probe/findings.js";
import type { Observation } from "../../probe/observe.js";
import { showCommand } from "../../sys/programs/quote-command.js";
import type { Scope, UnitFile } from "../../units/plan-types.js";
import { formatDocument } from "../output/json-document.js";
import { write } from "../output/say.js";
import { type Column, formatTable } from "../output/table.js";
import { terminalWidth } from "../output/terminal.js";
import { wrapBehind } from "../output/wrap.js";
import type { Proposal } from "./propose.js";

/** Everything that `rouse probe` has found out. */
interface Probed {
  /** As typed. */
  command: readonly string[];
  observation: Observation;
  scope: Scope;
  findings: readonly Finding[];
  /** What a unit would listen on. */
  addresses: readonly Address[];
  proposal: Proposal | undefined;
}

export function sayProbed(probed: Probed, json: boolean): void {
  write(1, json ? formatDocument(documentOf(probed)) : textOf(probed));
}

function textOf({ observation, findings, addresses, proposal }: Probed): string {
  const { binds } = observation;
  const parts = [
    binds.length > 0 ? formatTable(columns(addresses), binds, terminalWidth()) : "",
    findings
      .flatMap(({ text }) => wrapBehind("- ", visible(text), terminalWidth()))
      .map(ended)
      .join(""),
    ...(proposal === undefined ? [] : [units(proposal), commandLines(proposal)]),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function ended(line: string): string {
  return `${line}\n`;
}

function columns(addresses: readonly Address[]): Column<Bind>[] {
  return [
    { title: "ADDRESS", cell: currentAddress },
    { title: "TYPE", cell: ({ type }) => type },
    { title: "NAME", cell: (bind) => nameOf(bind, addresses), mayGo: true },
    { title: "PROCESS", cell: ({ process }) => `${process.name} (${process.pid})`, mayGo: true },
    {
      title: "BOUND",
      cell: ({ boundAfterMs }) => milliseconds(boundAfterMs),
      isNumber: true,
      mayGo: true,
    },
    { title: "LISTENS", cell: listens, isNumber: true },
  ];
}

/** Returns where the socket is now: its file may have been renamed. */
function currentAddress({ address, text }: Bind): string {
  return address !== undefined && "path" in address ? address.path : text;
}

function nameOf({ state, address }: Bind, addresses: readonly Address[]): string | undefined {
  if (state !== "listens" || address === undefined) return undefined;
  return addresses.find((one) => formatBareAddress(one) === formatBareAddress(address))?.name;
}

function milliseconds(time: number | null): string | undefined {
  return time === null ? undefined : `${time} ms`;
}

const notListening: Partial<Record<Bind["state"], string>> = {
  idle: "no",
  refused: "in use",
  closed: "closed",
};

function listens({ state, boundAfterMs, listenedAfterMs }: Bind): string | undefined {
  return notListening[state] ?? milliseconds(listenedAfterMs ?? boundAfterMs);
}

function units({ units, problem }: Proposal): string {
  if (problem !== undefined) return `no units: ${visible(problem)}\n`;
  return units.map(shownUnit).join("\n");
}

function shownUnit({ name, text }: UnitFile): string {
  const lines = text.trimEnd().split("\n");
  return `${[`# ${name}`, ...lines].map(visible).join("\n")}\n`;
}

function commandLines({ argv, foreground }: Proposal): string {
  return (
    `Make these units with:\n  ${visible(showCommand(argv))}\n` +
    `Without systemd, hold the same sockets in the foreground with:\n  ${visible(showCommand(foreground))}\n`
  );
}

function documentOf({ command, observation, scope, findings, addresses, proposal }: Probed) {
  const { ended, durationMs, binds, readyAfterMs, exit } = observation;
  return {
    command,
    scope,
    ended,
    watched_ms: durationMs,
    exit: exit && { code: exit.code, signal: exit.signal },
    binds: binds.map((bind) => bindDocument(bind, addresses)),
    answers: observation.answers.map(answersDocument),
    ready_after_ms: readyAfterMs === null ? null : Math.round(readyAfterMs),
    findings,
    proposal: proposal === undefined ? null : proposalDocument(proposal),
  };
}

function bindDocument(bind: Bind, addresses: readonly Address[]) {
  return {
    address: currentAddress(bind),
    type: bind.type,
    ipv6_only: bind.isIpv6Only,
    name: nameOf(bind, addresses) ?? null,
    state: bind.state,
    process: bind.process,
    bound_after_ms: bind.boundAfterMs,
    listened_after_ms: bind.listenedAfterMs,
    sockets: bind.sockets,
    holder: bind.holder ?? null,
  };
}

function answersDocument({ address, protocol, changes }: ServerAnswers) {
  const answers = changes.map(({ asked, answer, says, afterMs }) => ({
    ...{ asked, answer, says },
    after_ms: Math.round(afterMs),
  }));
  return { address: formatBareAddress(address), protocol, answers };
}

function proposalDocument({ name, argv, readyChecks, units, problem }: Proposal) {
  const files = units.map((unit) => ({ unit: unit.name, text: unit.text }));
  return { name, add: argv, ready_checks: readyChecks, units: files, problem: problem ?? null };
}
