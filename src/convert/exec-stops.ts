import { parseExec } from "../units/parse-exec.js";
import { splitPrefix } from "./exec-lines.js";
import { lastOf, listOf, type OriginalUnit } from "./original-unit.js";
import { type Stop, stopPrograms } from "./stop-programs.js";

/**
 * Returns what ExecStop= of a unit does, where that is to signal the program and nothing else; undefined where there is
 * none, and where it may do more.
 * @throws UNIT_VALUE_MALFORMED
 */
export function findPlainStop(original: OriginalUnit): Stop | undefined {
  const stops = listOf(original, "ExecStop").map((value) => readStop(value, original));
  const [first] = stops;
  return stops.every((stop) => stop?.signal === first?.signal) ? first : undefined;
}

/** Returns the signal by which systemd would stop the program of a unit; undefined for its default, SIGTERM. */
export function stopSignalOf(original: OriginalUnit): string | undefined {
  return findPlainStop(original)?.signal ?? lastOf(original, "KillSignal");
}

/**
 * Returns what takes the place of the ExecStop= of a unit, a reset first; nothing where they stay as they are. One that
 * signals alone is dropped: when systemd sends the signal, rouse-exec takes the passed sockets away first, and no client
 * is lost. Others run when a service has ended by itself too, as it does to sleep: a command that then finds nothing to
 * stop must not make the service fail.
 */
export function changedStops(original: OriginalUnit): string[] {
  if (findPlainStop(original) !== undefined) return [""];
  const stops = listOf(original, "ExecStop");
  const tolerant = stops.map((value) => (isTolerant(value) ? value : `-${value}`));
  return tolerant.every((value, index) => value === stops[index]) ? [] : ["", ...tolerant];
}

function isTolerant(value: string): boolean {
  return splitPrefix(value)[0]?.includes("-") ?? false;
}

/** Returns the ExecStop= that stay: their signals come from a process that is not the service manager. */
export function keptStops(original: OriginalUnit): string[] {
  return findPlainStop(original) === undefined ? listOf(original, "ExecStop") : [];
}

function readStop(value: string, original: OriginalUnit): Stop | undefined {
  const [command, more] = parseExec(value);
  const [path = "", ...words] = command?.words ?? [];
  // Behind `@` the first word is another name for the program; behind `:` a variable stays what it is.
  if (more !== undefined || /[@:]/.test(command?.prefix ?? "")) return undefined;
  const program = path.slice(path.lastIndexOf("/") + 1);
  return stopPrograms.get(program)?.(words, lastOf(original, "PIDFile"));
}
