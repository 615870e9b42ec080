import { findServices } from "../engines/systemd/inventory/find-services.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { findMark } from "../units/rouse-section.js";
import { stopSignalOf } from "./exec-stops.js";
import { lastOf, listOf, type OriginalUnit, refused } from "./original-unit.js";

/** Throws for a service that cannot sleep and wake. @throws CONVERT_REFUSED */
export function requireConvertible(original: OriginalUnit): void {
  for (const judge of judges) {
    const problem = judge(original);
    if (problem !== undefined) throw refused(original.unit, problem);
  }
}

/** What a sleep or a stop would do to the processes that such a unit lets live on: sessions of sshd, containers. */
const consequences: Record<string, string> = {
  process:
    "lets the processes that it started (sessions, jobs) outlive it, but rouse-exec ends all of them whenever it " +
    "sleeps, and when it is stopped: after TimeoutStopSec= at the latest",
  none:
    "lets all of its processes outlive a stop, but rouse-exec ends them whenever it sleeps, and would itself outlive " +
    "a stop beside the one that the next client starts",
};

const judges: ((original: OriginalUnit) => string | undefined)[] = [
  ({ obstacle }) => obstacle,

  ({ texts }) => {
    const mark = texts.map(findMark).find(Boolean);
    return (
      mark && `Rouse wrote it, and it wakes by itself; change it with \`rouse edit ${mark.name}\``
    );
  },

  ({ unit, scope, triggers }) => {
    const own = findServices([scope]).filter((service) => service.unit === unit);
    const units = own.flatMap(({ sockets }) => sockets.map((socket) => socket.unit));
    const other = triggers.find((trigger) => !units.includes(trigger));
    return other && `${other} starts it already, and hands it the socket`;
  },

  (original) => {
    const action = lastOf(original, "SuccessAction", "Unit") ?? "none";
    return action === "none"
      ? undefined
      : `SuccessAction=${action} would happen whenever it sleeps`;
  },

  (original) => {
    const signal = stopSignalOf(original) ?? "SIGTERM";
    return /^((SIG)?(STOP|CONT)|18|19)$/.test(signal)
      ? `KillSignal=${signal} ends no program, so it could not be put to sleep`
      : undefined;
  },

  (original) => {
    const mode = lastOf(original, "KillMode") ?? "control-group";
    const consequence = consequences[mode];
    const manager = original.scope === "user" ? "systemctl --user" : "systemctl";
    const edit = quoteCommand([...manager.split(" "), "edit", original.unit]);
    return (
      consequence &&
      `KillMode=${mode} ${consequence}; if they may end with it, set KillMode=mixed by \`${edit}\`, and convert it then`
    );
  },

  (original) => {
    const statuses = listOf(original, "RestartForceExitStatus").join(" ").split(/\s+/);
    const isRestarted = statuses.some((status) => status === "0" || status === "SUCCESS");
    return isRestarted ? "RestartForceExitStatus=0 would wake it whenever it sleeps" : undefined;
  },
];
