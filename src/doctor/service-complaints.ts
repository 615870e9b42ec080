import { existsSync, readFileSync } from "node:fs";
import { readConversion } from "../convert/drop-in.js";
import { findNamedRouseExec } from "../engines/systemd/inventory/find-named-rouse-exec.js";
import type { Service } from "../engines/systemd/inventory/find-services.js";
import { formatNext, formatRouseExec } from "../services/rouse-exec-now.js";
import { packageVersion } from "../sys/own-package.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { parseUnit } from "../units/parse-unit.js";
import { valuesOf } from "../units/unit-assignments.js";
import { findRival } from "./address-rival.js";
import type { CheckResult } from "./check-result.js";
import { findStopFlaw } from "./kill-mode.js";
import type { KnownService } from "./known-service.js";
import { type Flaw, findFlaw, installedVersion } from "./rouse-exec-flaw.js";

type Complaint = (
  known: KnownService,
  all: readonly Service[],
) => Omit<CheckResult, "check"> | undefined;

/** What can be wrong with a service; each looks for one thing. */
export const complaints: Complaint[] = [
  function otherVersion({ service }) {
    if (service.version === packageVersion()) return undefined;
    const found = `its units were written by Rouse ${service.version || "?"}, and this is ${packageVersion()}`;
    return { verdict: "limited", found, next: makeAgain(service) };
  },

  function broken(known) {
    const state = units(known).find(({ load }) => load !== "" && load !== "loaded");
    if (state === undefined) return undefined;
    const found = `systemd does not load ${state.unit}: ${state.load}`;
    const next =
      state.load === "masked"
        ? systemctl(known, "unmask", state.unit)
        : `${systemctl(known, "status", state.unit)} says why`;
    return { verdict: "missing", found, next };
  },

  function unread(known) {
    const state = units(known).find(({ facts }) => facts("NeedDaemonReload") === "yes");
    if (state === undefined) return undefined;
    const found = `systemd has not read ${state.unit} since it was changed`;
    return { verdict: "limited", found, next: systemctl(known, "daemon-reload") };
  },

  function closed(known) {
    const state = sockets(known).find(({ facts }) => facts("ActiveState") === "failed");
    if (state === undefined) return undefined;
    const result = state.facts("Result");
    const next = result.endsWith("-limit-hit")
      ? rouse("start", known.service)
      : rouse("status", known.service);
    return {
      verdict: "missing",
      found: `nobody can connect, since ${state.unit} failed: ${result}`,
      next,
    };
  },

  function stopped(known) {
    const state = sockets(known).find(({ facts }) => facts("ActiveState") === "inactive");
    if (state === undefined) return undefined;
    const found = `nobody can connect, since ${state.unit} is stopped`;
    return { verdict: "limited", found, next: rouse("start", known.service) };
  },

  function notEnabled(known) {
    const state = sockets(known).find(({ facts }) => facts("UnitFileState") === "disabled");
    if (state === undefined) return undefined;
    const found = `it does not start at the next boot, since ${state.unit} is not enabled`;
    return { verdict: "limited", found, next: systemctl(known, "enable", state.unit) };
  },

  function failing({ service, report }) {
    if (report?.state !== "failing") return undefined;
    const often = `${report.fails} time${report.fails === 1 ? "" : "s"} in a row`;
    const found = `its program has failed ${often}, and a client waits`;
    return { verdict: "limited", found, next: rouse("logs", service) };
  },

  function crashed({ unit, ...known }) {
    if (unit("ActiveState") !== "failed") return undefined;
    const found = `its program failed: ${unit("Result")}`;
    return { verdict: "limited", found, next: rouse("logs", known.service) };
  },

  function withoutRouseExec({ unit, service }) {
    const { path } = execOf({ unit, service });
    if (path === undefined || path.endsWith("/rouse-exec")) return undefined;
    const others = unit("DropInPaths")
      .split(" ")
      .filter((file) => !service.files.includes(file));
    const whose =
      others.length > 0 ? `${others.join(", ")} replaces ExecStart=` : "the unit was edited";
    const found = `its program gets no socket, since rouse-exec does not start it: ${whose}`;
    return { verdict: "missing", found, next: `take that back, or ${makeAgain(service)}` };
  },

  function stoppedTwice({ unit, service }) {
    const runsRouseExec = execOf({ unit, service }).path?.endsWith("/rouse-exec") ?? false;
    return runsRouseExec ? findStopFlaw({ ...service, killMode: unit("KillMode") }) : undefined;
  },

  function rouseExecGone({ unit, service }) {
    const { path } = execOf({ unit, service });
    if (path === undefined || existsSync(path)) return undefined;
    const next = path === findNamedRouseExec(service) ? fix : makeAgain(service);
    return { verdict: "missing", found: `${path} is gone`, next };
  },

  function rouseExecFlawed({ unit, service }) {
    const path = findNamedRouseExec(service);
    if (path === undefined) return undefined;
    const flaw = findFlaw(path, service);
    // The complaint before this one has told it.
    if (flaw === undefined || (flaw === "gone" && path === execOf({ unit, service }).path))
      return undefined;
    return { ...flaws[flaw](path), next: fix };
  },

  function runsAnother({ service, rouseExec }) {
    if (rouseExec === undefined || formatNext(rouseExec) === undefined) return undefined;
    const found = `it runs ${formatRouseExec(rouseExec)}`;
    return { verdict: "limited", found, next: `${rouse("restart", service)} starts it now` };
  },

  function programGone({ unit, service }) {
    const { programs } = execOf({ unit, service });
    const [shortest] = programs;
    if (shortest === undefined || programs.some((path) => existsSync(path))) return undefined;
    return { verdict: "missing", found: `${shortest} is gone`, next: makeAgain(service) };
  },

  function convertedFromAnother({ unit, service }) {
    if (service.kind !== "convert" || unit("FragmentPath") === "") return undefined;
    const converted = readConversion(service.unit, service.scope)?.original;
    const files = [unit("FragmentPath"), ...unit("DropInPaths").split(" ").filter(Boolean)];
    const original = readExecStart(files.filter((file) => !service.files.includes(file)));
    if (original === converted) return undefined;
    const found = `it runs ${converted}, but its unit now says ${original}`;
    return { verdict: "limited", found, next: makeAgain(service) };
  },

  function sameAddress({ service }, all) {
    const rival = findRival(service, all);
    if (rival === undefined) return undefined;
    const { listen, other } = rival;
    const found = `${listen} belongs to the service ${other.name} of the ${other.scope} as well`;
    return { verdict: "missing", found, next: `remove one of the two with ${rouse("rm", other)}` };
  },
];

/** What each flaw of the rouse-exec means. */
const flaws: Record<Flaw, (path: string) => Pick<CheckResult, "verdict" | "found">> = {
  gone: (path) => ({ verdict: "missing", found: `${path} is gone` }),
  passing: (path) => ({
    verdict: "limited",
    found: `it runs ${path}, which goes with the package, checkout or folder that it is in`,
  }),
  old: (path) => ({
    verdict: "limited",
    found: `it runs ${path}, and rouse-exec ${installedVersion()} is installed`,
  }),
};

const fix = "`rouse doctor --fix` shows the cure, and asks";

interface UnitState {
  unit: string;
  load: string;
  facts: KnownService["unit"];
}

function sockets({ service, sockets }: Omit<KnownService, "unit">): UnitState[] {
  return sockets.map((facts, index) => {
    return { unit: service.sockets[index]?.unit ?? "", load: facts("LoadState"), facts };
  });
}

function units(known: KnownService): UnitState[] {
  const { unit: facts, service } = known;
  return [...sockets(known), { unit: service.unit, load: facts("LoadState"), facts }];
}

/** A container is started by podman, and its paths are in there. */
function execOf({ unit, service }: Pick<KnownService, "unit" | "service">) {
  return readExec(service.kind === "podman" ? "" : unit("ExecStart"));
}

/**
 * Reads `{ path=/usr/bin/x ; argv[]=/usr/bin/x a b ; ignore_errors=… }`. The end of a word and a space in it look the
 * same: `programs` are all the paths that may stand behind `--`.
 */
function readExec(text: string): { path: string | undefined; programs: string[] } {
  const [, path, line = ""] = /^\{ path=(.*?) ; argv\[\]=(.*?) ; ignore_errors=/.exec(text) ?? [];
  const words = / -- (\/.*)/.exec(line)?.[1]?.split(" ") ?? [];
  return { path, programs: words.map((_, index) => words.slice(0, index + 1).join(" ")) };
}

function readExecStart(files: readonly string[]): string | undefined {
  const texts = files.map((file) => parseUnit(readFileSync(file, "utf8"), file));
  return valuesOf(texts, "Service", "ExecStart")[0]?.value;
}

function makeAgain({ command }: Service): string {
  return `make it again: ${command}`;
}

function systemctl({ service }: Pick<KnownService, "service">, ...args: string[]): string {
  const own = service.scope === "user" ? ["--user"] : [];
  return `\`${quoteCommand(["systemctl", ...own, ...args])}\``;
}

function rouse(verb: string, { name }: Service): string {
  return `\`${quoteCommand(["rouse", verb, name])}\``;
}
