import { readFileSync } from "node:fs";
import { ruleTables } from "../../definition/service-options.js";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { pidsOf } from "../../services/survey-services.js";
import { readProcessRecord } from "../../sys/processes/process-record.js";
import { parseExec } from "../../units/parse-exec.js";
import { parseUnit } from "../../units/parse-unit.js";
import { type UnitText, valuesOf } from "../../units/unit-assignments.js";
import type { Status } from "./status-facts.js";

/** Returns the options of the rouse-exec that runs, or of the one that the unit starts. */
export function findOwnOptions({ now, details }: Pick<Status, "now" | "details">): string[] {
  const pid = now.runs ? pidsOf(now).rouseExec : null;
  const record = pid === null ? "gone" : readProcessRecord(pid);
  if (typeof record !== "string") return optionsIn(record.commandLine);
  const unit = details?.units.find((one) => one.unit === now.service?.unit);
  const files = [...(unit?.file === undefined ? [] : [unit.file]), ...(unit?.dropIns ?? [])];
  const value = valuesOf(files.flatMap(readUnit), "Service", "ExecStart").at(-1)?.value;
  return value === undefined ? [] : optionsOfExec(value);
}

/** Returns the checks that clients wait for. */
export function readyChecksIn(options: readonly string[]): string[] {
  return valuesIn(options, "--ready-check=");
}

/** Returns the values of `--option=`. */
export function valuesIn(options: readonly string[], option: string): string[] {
  return options.filter((word) => word.startsWith(option)).map((word) => word.slice(option.length));
}

/** Returns what keeps the program awake although nobody is connected, as `rouse edit --set` takes it. */
export function vetoesIn(options: readonly string[]): string[] {
  const names = Object.values(ruleTables.busy).map(({ name }) => `--${name}=`);
  const own = options.filter((word) => names.some((name) => word.startsWith(name)));
  return own.map((word) => word.slice("--".length));
}

function optionsIn(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end);
}

function optionsOfExec(value: string): string[] {
  const words = readable(() => parseExec(value))?.[0]?.words ?? [];
  return optionsIn(words).map((word) => word.replaceAll("%%", "%").replaceAll("$$", "$"));
}

function readUnit(file: string): UnitText[] {
  const text = readable(() => parseUnit(readFileSync(file, "utf8"), file));
  return text === undefined ? [] : [text];
}

/** What systemd could not read either, or has been taken away, says nothing. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RouseError || hasCode(error, "ENOENT", "EACCES")) return undefined;
    throw error;
  }
}
