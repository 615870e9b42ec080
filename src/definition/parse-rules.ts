import type { Rules } from "../rouse-exec/command-line.js";
import { parseStop, type StopDefinition } from "./parse-stop.js";

/** What a service does once it is ready, as its owner writes it: a part for each subject. */
export interface RuleDefinitions {
  stop?: StopDefinition | undefined;
}

/** Reads the parts that are there. @throws what the parser of each part throws */
export function parseRules({ stop }: RuleDefinitions): Rules {
  return {
    ...(stop === undefined ? {} : { stop: parseStop(stop) }),
  };
}
