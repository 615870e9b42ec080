import type { Rules } from "../rouse-exec/rules.js";
import { type BusyDefinition, parseBusy } from "./parse-busy.js";
import { type OneOfDefinition, parseOneOf } from "./parse-one-of.js";
import { parseSleep, type SleepDefinition } from "./parse-sleep.js";
import { parseStop, type StopDefinition } from "./parse-stop.js";
import { parseUse, type UseDefinition } from "./parse-use.js";

/** What a service does once it is ready, as its owner writes it: a part for each subject. */
export interface RuleDefinitions {
  use?: UseDefinition | undefined;
  busy?: BusyDefinition | undefined;
  sleep?: SleepDefinition | undefined;
  stop?: StopDefinition | undefined;
  turn?: OneOfDefinition | undefined;
}

/** Reads the parts that are there, of a service with this idle time. @throws what the parser of each part throws */
export function parseRules({ use, busy, sleep, stop, turn }: RuleDefinitions, idle: number): Rules {
  return {
    ...(use === undefined ? {} : { use: parseUse(use, idle) }),
    ...(busy === undefined ? {} : { busy: parseBusy(busy, idle) }),
    ...(sleep === undefined ? {} : { sleep: parseSleep(sleep, idle) }),
    ...(stop === undefined ? {} : { stop: parseStop(stop) }),
    ...(turn === undefined ? {} : { turn: parseOneOf(turn) }),
  };
}
