import type { BusyDefinition } from "../../definition/parse-busy.js";

/** What keeps the program awake although nobody is connected, as typed. */
export interface BusyOptions {
  busyCpu?: string;
  busyFile?: string;
  minAwake?: string;
}

export function busyOf({ busyCpu: cpu, busyFile: file, minAwake }: BusyOptions): BusyDefinition {
  return { cpu, file, minAwake };
}

/** Returns what may hold any byte. */
export function busyWords({ busyFile }: BusyOptions): string[] {
  return busyFile === undefined ? [] : [busyFile];
}
