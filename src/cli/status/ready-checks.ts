import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { pidsOf } from "../../services/survey-services.js";
import { readProcessRecord } from "../../sys/processes/process-record.js";
import { parseExec } from "../../units/parse-exec.js";
import { parseUnit } from "../../units/parse-unit.js";
import { type UnitText, valuesOf } from "../../units/unit-assignments.js";
import type { Status } from "./status-facts.js";

type Asked = Pick<Status, "now" | "details">;

/** Returns the checks that clients wait for. */
export function findReadyChecks(status: Asked): string[] {
  return findValues(status, "--ready-check=");
}

/** Returns the values of an option of the rouse-exec that runs, or of the one that the unit starts. */
export function findValues({ now, details }: Asked, option: string): string[] {
  const pid = now.runs ? pidsOf(now).rouseExec : null;
  if (pid !== null) {
    const record = readProcessRecord(pid);
    return typeof record === "string" ? [] : valuesIn(record.commandLine, option);
  }
  const unit = details?.units.find((one) => one.unit === now.service?.unit);
  const files = [...(unit?.file === undefined ? [] : [unit.file]), ...(unit?.dropIns ?? [])];
  const value = valuesOf(files.flatMap(readUnit), "Service", "ExecStart").at(-1)?.value;
  return value === undefined ? [] : valuesOfExec(value, option);
}

function valuesIn(words: readonly string[], option: string): string[] {
  const end = words.indexOf("--");
  const own = words.slice(0, end < 0 ? words.length : end);
  return own.filter((word) => word.startsWith(option)).map((word) => word.slice(option.length));
}

function valuesOfExec(value: string, option: string): string[] {
  const words = readable(() => parseExec(value))?.[0]?.words ?? [];
  return valuesIn(words, option).map((one) => one.replaceAll("%%", "%").replaceAll("$$", "$"));
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
