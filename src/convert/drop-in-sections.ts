import type { SocketMap } from "../address/socket-map.js";
import { buildArgv, type Guard, type ReadyRule } from "../rouse-exec/command-line.js";
import { formatRules, type Rules } from "../rouse-exec/rules.js";
import { parseSpan } from "../time/span.js";
import type { Section, Setting } from "../units/format-unit.js";
import { quoteExecPath, quoteExecWord } from "../units/quote-exec.js";
import { restartAfterOtherFailures, restartAfterOwnFailure } from "../units/restarts.js";
import { delegation, stopTimeout } from "../units/service-unit.js";
import { sharedFolder, turnWords, writableFolder } from "../units/turns.js";
import { readExecStart } from "./exec-lines.js";
import { changedStops, findPlainStop, stopSignalOf } from "./exec-stops.js";
import { isYes, lastOf, listOf, type OriginalUnit } from "./original-unit.js";
import { accessSettings } from "./sandbox-settings.js";
import { requireType } from "./service-types.js";
import { withTimeoutOf } from "./usual-check.js";

/** How a converted service is activated. */
interface Activation {
  rouseExec: string;
  /** Microseconds. */
  idle: number;
  readiness?: ReadyRule | undefined;
  rules?: Rules | undefined;
  maps: readonly SocketMap[];
  withoutGuards?: readonly Guard[];
  /** The units of its sockets. */
  sockets: readonly string[];
}

/**
 * Returns the sections of the drop-in.
 * @throws CONVERT_REFUSED, UNIT_VALUE_MALFORMED
 */
export function dropInSections(original: OriginalUnit, activation: Activation): Section[] {
  const { settings } = requireType(original);
  return [
    ["Unit", [["StartLimitIntervalSec", "0"]]],
    [
      "Service",
      [
        ["Sockets", activation.sockets.join(" ")],
        ...settings,
        ...reset(original, "PIDFile"),
        ...turnFolderSettings(original, activation),
        ["ExecStart", ""],
        ["ExecStart", execStart(original, activation)],
        ...changedStops(original).map((value): Setting => ["ExecStop", value]),
        ...killSignal(original),
        ...patience(original, activation),
        ...endings(original),
        ...delegation(activation.rules?.sleep),
        ...reportFolder(original),
        ...accessSettings(original, activation),
      ],
    ],
  ];
}

function execStart(original: OriginalUnit, activation: Activation): string {
  const { prefix, command } = readExecStart(original);
  const { isReadyByRouse } = requireType(original);
  const { rouseExec, idle, maps, withoutGuards = [] } = activation;
  const readiness = withTimeoutOf(original, activation.readiness);
  const own = { addresses: [], maps, idle, readiness, withoutGuards, command: [] };
  const service = { ...own, lazy: false, ready: isReadyByRouse, retry: true };
  const [, ...options] = buildArgv(service).slice(0, -1);
  const words = [...options, ...ruleOptions(original, activation)].map(quoteExecWord);
  const report = `--report=%t/rouse/${original.scope === "user" ? "%N.json" : "%N/report.json"}`;
  const turn = turnWords(activation.rules?.turn, original.unit.slice(0, -".service".length));
  return [`${prefix}${quoteExecPath(rouseExec)}`, ...words, ...turn, report, "--", command].join(
    " ",
  );
}

/** Which users it runs as may be made up by systemd, or stand in a specifier: the folder is for all. */
function turnFolderSettings(
  { scope, ...original }: OriginalUnit,
  { rules }: Activation,
): Setting[] {
  if (rules?.turn === undefined || scope === "user") return [];
  return [
    sharedFolder(rules.turn),
    ...(isConfined({ scope, ...original }) ? [writableFolder(rules.turn)] : []),
  ];
}

function isConfined(original: OriginalUnit): boolean {
  return confining.some((key) => listOf(original, key).length > 0);
}

const confining = ["ProtectSystem", "ReadOnlyPaths", "InaccessiblePaths", "DynamicUser"];

/** rouse-exec puts the program to sleep in the way that systemd would stop it. */
function ruleOptions(original: OriginalUnit, { rules }: Activation): string[] {
  const signal = stopSignalOf(original);
  const timeout = rules?.stop?.timeout ?? timeoutOf(original);
  const stop = { toAll: false, ...rules?.stop, ...(timeout === undefined ? {} : { timeout }) };
  return [
    ...(signal === undefined || signal === "SIGTERM" ? [] : [`--stop-signal=${signal}`]),
    ...formatRules({ ...rules, stop, turn: undefined }),
  ];
}

/** An ExecStop= that waited has had that time beside TimeoutStopSec=. */
function timeoutOf(original: OriginalUnit): number | undefined {
  const own = writtenTimeout(original);
  const { wait = 0, kills = false } = findPlainStop(original) ?? {};
  if (kills) return wait;
  return own === undefined || own === 0 ? own : own + wait;
}

function writtenTimeout(original: OriginalUnit): number | undefined {
  const text = lastOf(original, "TimeoutStopSec") ?? lastOf(original, "TimeoutSec");
  return text === undefined ? undefined : parseSpan(text);
}

/** What the unit says stays where it leaves rouse-exec the time to kill the program; systemd takes 0 for never, too. */
function patience(original: OriginalUnit, { rules }: Activation): Setting[] {
  const own = writtenTimeout(original);
  const waited = findPlainStop(original)?.wait === undefined ? undefined : timeoutOf(original);
  const timeout = rules?.stop?.timeout ?? waited;
  const isEnough = own === 0 || (own !== undefined && timeout && own > timeout);
  return isEnough || timeout === undefined ? [] : stopTimeout({ toAll: false, timeout });
}

function reset(original: OriginalUnit, key: string): Setting[] {
  return lastOf(original, key) === undefined ? [] : [[key, ""]];
}

/** With KillMode=mixed, rouse-exec alone gets the signal, and has the program stop without losing a client. */
function killSignal(original: OriginalUnit): Setting[] {
  const signal = findPlainStop(original)?.signal;
  const isSame = signal === (lastOf(original, "KillSignal") ?? "SIGTERM");
  return signal === undefined || isSame ? [] : [["KillSignal", signal]];
}

/**
 * A program that ends goes to sleep, or has failed and nobody waits for it any more: the service must end with it, and
 * only a client may start it. After any other failure, it is started anew after a pause.
 */
function endings(original: OriginalUnit): Setting[] {
  const killMode = lastOf(original, "KillMode") ?? "control-group";
  const hasPause = lastOf(original, "RestartSec") !== undefined;
  return [
    // Otherwise the program gets the signal twice: from systemd, and from rouse-exec, which passes it on.
    ...(killMode === "control-group" ? [["KillMode", "mixed"] as const] : []),
    ...restarts(original),
    ...(hasPause ? [] : [["RestartSec", "1s"] as const]),
    ...(isYes(lastOf(original, "RemainAfterExit")) ? [["RemainAfterExit", "no"] as const] : []),
  ];
}

function restarts(original: OriginalUnit): readonly Setting[] {
  if (canFailBefore.some((key) => listOf(original, key).length > 0))
    return restartAfterOtherFailures;
  const isSet = lastOf(original, "Restart") !== undefined;
  return [...(isSet ? [["Restart", "no"] as const] : []), restartAfterOwnFailure];
}

/** What systemd does beside the start of rouse-exec. */
const canFailBefore = [
  ...["ExecStartPre", "ExecStartPost", "EnvironmentFile"],
  ...["LoadCredential", "LoadCredentialEncrypted", "SetCredentialEncrypted"],
];

/** The folder stands beside a RuntimeDirectory= of the service; what lies there must not go when the service sleeps. */
function reportFolder(original: OriginalUnit): Setting[] {
  const isOnly = listOf(original, "RuntimeDirectory").length === 0;
  const preserve = ["RuntimeDirectoryPreserve", "yes"] as const;
  if (original.scope === "system") return [["RuntimeDirectory", "rouse/%N"], preserve];
  const mode = isOnly ? [["RuntimeDirectoryMode", "0700"] as const] : [];
  return [["RuntimeDirectory", "rouse"], ...mode, preserve];
}
