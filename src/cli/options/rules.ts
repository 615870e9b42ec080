import type { RuleDefinitions } from "../../definition/parse-rules.js";
import {
  type OptionsOf,
  ruleTables,
  type ServiceOption,
} from "../../definition/service-options.js";

/** What the program does once it is ready, as typed. */
export type RuleOptions = OptionsOf<(typeof ruleTables)["use"]> &
  OptionsOf<(typeof ruleTables)["busy"]> &
  OptionsOf<(typeof ruleTables)["sleep"]> &
  OptionsOf<(typeof ruleTables)["stop"]> &
  OptionsOf<(typeof ruleTables)["turn"]>;

export function rulesOf(options: RuleOptions): RuleDefinitions {
  const parts = Object.entries(ruleTables);
  return Object.fromEntries(parts.map(([part, table]) => [part, definitionOf(table, options)]));
}

/** Returns all that was typed of them. */
export function ruleWords(options: RuleOptions): string[] {
  const parts = Object.values(rulesOf(options)).map((part) => Object.values<Typed>(part));
  return parts.flat(2).filter((word) => word !== undefined);
}

/** Commander collects what may be repeated. */
type Typed = string | readonly string[] | undefined;

/** Returns what was typed of the options of a table, by the keys of its definition. */
export function definitionOf(
  table: Readonly<Record<string, ServiceOption>>,
  options: object,
): Record<string, Typed> {
  const typed = new Map<string, Typed>(Object.entries(options));
  const keys = Object.entries(table);
  return Object.fromEntries(keys.map(([key, { name }]) => [key, typed.get(optionKey(name))]));
}

/** Returns how commander calls an option. */
function optionKey(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
