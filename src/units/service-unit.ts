import { visible } from "../errors/rouse-error.js";
import { buildArgv, type ReadyRule } from "../rouse-exec/command-line.js";
import type { SleepRule, StopRule } from "../rouse-exec/rules.js";
import { formatSpan } from "../time/span.js";
import { environmentSettings } from "./environment-settings.js";
import type { Section, Setting } from "./format-unit.js";
import { plainValue } from "./plain-value.js";
import type { ServicePlan } from "./plan-types.js";
import { quoteExecPath, quoteExecWord } from "./quote-exec.js";
import { retrySettings } from "./restarts.js";
import { sandboxSettings } from "./sandbox.js";
import { type SocketGroup, unitMaps, unitReadiness } from "./socket-groups.js";
import { sharedFolder, turnWords, writableFolder } from "./turns.js";

/** Returns the sections of the .service unit. */
export function serviceUnit(plan: ServicePlan, groups: readonly SocketGroup[]): Section[] {
  const sockets = groups.map(({ unit }) => unit).join(" ");
  return [
    [
      "Unit",
      [
        ["Description", plainValue("Description=", visible(plan.name))],
        // Without its sockets the program would bind the addresses itself, and systemd could not again.
        ["Requires", sockets],
        ["StartLimitIntervalSec", "0"],
      ],
    ],
    ["Service", serviceSettings(plan, groups.length > 1 ? [["Sockets", sockets]] : [])],
  ];
}

function serviceSettings(plan: ServicePlan, sockets: Setting[]): Setting[] {
  return [
    ["Type", "notify"],
    ["NotifyAccess", "all"],
    ...sockets,
    ...turnFolderSettings(plan),
    ["ExecStart", execStart(plan)],
    ["WorkingDirectory", plainValue("WorkingDirectory=", plan.workingDirectory)],
    ...environmentSettings(plan.environment),
    ...user(plan),
    ...runtimeFolder(plan),
    ["KillMode", "mixed"],
    ...delegation(plan.rules?.sleep),
    ["TimeoutStartSec", startTimeout(plan.ready)],
    ...stopTimeout(plan.rules?.stop),
    ...retrySettings(plan),
    ...sandboxSettings(plan),
  ];
}

/** rouse-exec makes a cgroup of its own for the program, which it freezes and whose memory it gives back. */
export function delegation(sleep: SleepRule | undefined): Setting[] {
  return sleep === undefined ? [] : [["Delegate", "yes"]];
}

/**
 * A model of 100 GB takes minutes to load. No client waits longer, and a program that hangs is started anew: by
 * rouse-exec, which says by which check, where there are some. It asks systemd for more time while they fail, but of
 * what a container says podman passes on READY=1 alone.
 */
export function startTimeout(ready: ReadyRule | undefined): string {
  if (ready === undefined) return formatSpan(slowestStart);
  const { timeout = slowestStart } = ready;
  if (timeout === 0) return "infinity";
  return formatSpan(Math.max(slowestStart, timeout) + margin);
}

/** Microseconds; of rouse-exec it is the default, too. */
const slowestStart = 900_000_000;

/** To systemd a sleep is a stop, of which rouse-exec ends the program itself: what systemd kills has failed. */
export function stopTimeout(stop: StopRule | undefined): Setting[] {
  if (stop?.timeout === undefined) return [];
  const isNever = stop.timeout === 0;
  const timeout = isNever ? Number.POSITIVE_INFINITY : stop.timeout + margin;
  return [["TimeoutStopSec", formatSpan(timeout)]];
}

/** Microseconds in which a program that was killed is gone. */
const margin = 10_000_000;

function execStart(plan: ServicePlan): string {
  const { idle, rules, withoutGuards = [], command } = plan;
  const readiness = unitReadiness(plan);
  const own = {
    maps: unitMaps(plan),
    idle,
    readiness,
    rules: { ...rules, turn: undefined },
    withoutGuards,
  };
  const service = { addresses: [], lazy: false, ready: true, retry: true, ...own };
  const [, ...options] = buildArgv({ ...service, command: [] }).slice(0, -1);
  return [
    quoteExecPath(plan.rouseExec),
    ...options.map(quoteExecWord),
    ...turnWords(rules?.turn, plan.name),
    `--report=%t/rouse/${reportName(plan)}`,
    "--",
    ...command.map(quoteExecWord),
  ].join(" ");
}

/** In the name, `%N` is the name of the unit without `.service`. */
function reportName({ scope }: ServicePlan): string {
  return scope === "user" ? "%N.json" : "%N/report.json";
}

/** Services of the system run as several users, which may not write in each other's folders. */
function runtimeFolder({ scope }: ServicePlan): Setting[] {
  const own: Setting[] =
    scope === "system"
      ? [["RuntimeDirectory", "rouse/%N"]]
      : [
          ["RuntimeDirectory", "rouse"],
          ["RuntimeDirectoryMode", "0700"],
        ];
  return [...own, ["RuntimeDirectoryPreserve", "yes"]];
}

/** Of the system, root makes the folder itself, and a sandbox has another user. */
function turnFolderSettings({ scope, rules, runAs, sandbox }: ServicePlan): Setting[] {
  const turn = rules?.turn;
  if (turn === undefined || scope === "user") return [];
  const ofOthers = runAs !== undefined || sandbox !== undefined;
  return [
    ...(ofOthers ? [sharedFolder(turn)] : []),
    ...(sandbox === undefined ? [] : [writableFolder(turn)]),
  ];
}

function user({ scope, runAs }: ServicePlan): Setting[] {
  if (scope === "user" || runAs === undefined) return [];
  return [["User", plainValue("User=", runAs)]];
}
