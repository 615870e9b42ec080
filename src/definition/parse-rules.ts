import type { Rules } from "../rouse-exec/command-line.js";
import { type BusyDefinition, parseBusy } from "./parse-busy.js";
import { parseStop, type StopDefinition } from "./parse-stop.js";

/** What a service does once it is ready, as its owner writes it: a part for each subject. */
export interface RuleDefinitions {
  busy?: BusyDefinition | undefined;
  stop?: StopDefinition | undefined;
}

/** Reads the parts that are there; `idle` is the idle time in microseconds. @throws what the parser of each part throws */
export function parseRules({ busy, stop }: RuleDefinitions, idle: number): Rules {
  return {
    ...(busy === undefined ? {} : { busy: parseBusy(busy, idle) }),
    ...(stop === undefined ? {} : { stop: parseStop(stop) }),
  };
}
