import type { RuleDefinitions } from "../../definition/parse-rules.js";
import {
  type OptionsOf,
  ruleTables,
  type ServiceOptions,
} from "../../definition/service-options.js";

/** What the program does once it is ready, as typed. */
export type RuleOptions = OptionsOf<(typeof ruleTables)["busy"]> &
  OptionsOf<(typeof ruleTables)["stop"]>;

/** Returns what may hold any byte. */
export function ruleWords({ busyCheck = "", busyFile = "" }: RuleOptions): string[] {
  return [busyCheck, busyFile];
}

export function rulesOf(options: RuleOptions): RuleDefinitions {
  const parts = Object.entries(ruleTables).map(([part, table]) => [
    part,
    definitionOf<object>(table, options),
  ]);
  return Object.fromEntries(parts);
}

/** Returns what was typed of the options of a table, by the keys of its definition. */
export function definitionOf<D>(table: ServiceOptions<D>, options: object): D {
  const typed = new Map<string, unknown>(Object.entries(options));
  const values = Object.entries<{ name: string }>(table).map(([key, { name }]) => [
    key,
    typed.get(optionKey(name)),
  ]);
  return Object.fromEntries(values) as D;
}

/** Returns how commander calls an option. */
function optionKey(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
