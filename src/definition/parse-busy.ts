import { isAbsolute } from "node:path";
import { RouseError } from "../errors/rouse-error.js";
import type { BusyRule } from "../rouse-exec/rules.js";
import { parseHours } from "./parse-hours.js";
import { parseOptionSpan } from "./parse-option-span.js";

/** What keeps a program awake although nobody is connected, as its owner writes it. */
export interface BusyDefinition {
  /** A number, of which 100 are a processor: `20`, `20%`. */
  cpu?: string | undefined;
  /** A command of /bin/sh. */
  check?: string | undefined;
  /** An absolute path. */
  file?: string | undefined;
  /** HOURS each: `Mon..Fri 09:00-18:00`. */
  hours?: readonly string[] | undefined;
  /** A SPAN. */
  minAwake?: string | undefined;
}

/** @throws BUSY_CPU_MALFORMED, BUSY_CHECK_MISSING, BUSY_FILE_UNFIT, MIN_AWAKE_UNFIT, AWAKE_MALFORMED, AWAKE_ENDLESS, BUSY_WITHOUT_SLEEP, SPAN_MALFORMED */
export function parseBusy(definition: BusyDefinition, idle: number): BusyRule {
  const { cpu, check, file, minAwake, hours } = definition;
  requireSleep(definition, idle);
  return {
    ...(cpu === undefined ? {} : { cpu: parsePercent(cpu) }),
    ...(check === undefined ? {} : { check: requireCommand(check) }),
    ...(file === undefined ? {} : { file: requireAbsolute(file) }),
    ...(hours === undefined ? {} : { hours: hours.map(parseHours) }),
    ...(minAwake === undefined ? {} : { minAwake: parseMinAwake(minAwake) }),
  };
}

const optionNames: Readonly<Record<keyof BusyDefinition, string>> = {
  cpu: "--busy-cpu",
  check: "--busy-check",
  file: "--busy-file",
  hours: "--awake",
  minAwake: "--min-awake",
};

/** @throws BUSY_WITHOUT_SLEEP */
function requireSleep(definition: BusyDefinition, idle: number): void {
  if (idle > 0 && Number.isFinite(idle)) return;
  const keys = Object.keys(optionNames) as (keyof BusyDefinition)[];
  const given = keys.find((key) => definition[key] !== undefined);
  if (given === undefined) return;
  throw new RouseError("BUSY_WITHOUT_SLEEP", { option: optionNames[given] });
}

/** As rouse-exec reads it. */
function parsePercent(percent: string): number {
  const [, number] = /^([1-9]\d{0,5})%?$/.exec(percent) ?? [];
  if (number !== undefined && Number(number) <= 100_000) return Number(number);
  throw new RouseError("BUSY_CPU_MALFORMED", { percent });
}

function requireCommand(check: string): string {
  if (/[^ \t\n]/.test(check)) return check;
  throw new RouseError("BUSY_CHECK_MISSING", { check });
}

/** The program may run in another folder than this one. */
function requireAbsolute(file: string): string {
  if (isAbsolute(file) && Buffer.byteLength(file) < 4096) return file;
  throw new RouseError("BUSY_FILE_UNFIT", { file });
}

function parseMinAwake(span: string): number {
  const time = parseOptionSpan(span, "--min-awake");
  if (time > 0 && Number.isFinite(time)) return time;
  throw new RouseError("MIN_AWAKE_UNFIT", { span });
}
