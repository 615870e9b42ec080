import type { SleepDefinition } from "../../definition/parse-sleep.js";

/** How deep the program sleeps, as typed. */
export interface SleepOptions {
  sleep?: string;
  freezeFor?: string;
}

export function sleepOf({ sleep: how, freezeFor }: SleepOptions): SleepDefinition {
  return { how, freezeFor };
}
