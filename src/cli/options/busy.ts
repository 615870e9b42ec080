import type { BusyDefinition } from "../../definition/parse-busy.js";

/** What keeps the program awake although nobody is connected, as typed. */
export interface BusyOptions {
  busyCpu?: string;
  busyCheck?: string;
  busyFile?: string;
  awake?: readonly string[];
  minAwake?: string;
}

export function busyOf(options: BusyOptions): BusyDefinition {
  const { busyCpu: cpu, busyCheck: check, busyFile: file, awake: hours, minAwake } = options;
  return { cpu, check, file, hours, minAwake };
}

/** Returns what may hold any byte. */
export function busyWords({ busyCheck = "", busyFile = "" }: BusyOptions): string[] {
  return [busyCheck, busyFile];
}
