import { type Command, Option } from "commander";
import type { ReadyDefinition } from "../../definition/parse-ready.js";
import type { RuleDefinitions } from "../../definition/parse-rules.js";
import { readyOptions, ruleTables, type ServiceOption } from "../../definition/service-options.js";
import { collect } from "./collect-values.js";

/** How a command calls the program, and what its options are by default where that is not what other commands have. */
interface Wording<Key extends PropertyKey> {
  program?: string;
  usual?: { readonly [K in Key]?: string };
  /** Options that the command does not have. */
  without?: readonly Key[];
}

type RuleWordings = {
  [K in keyof RuleDefinitions]?: Wording<keyof NonNullable<RuleDefinitions[K]>>;
};

/** Adds the options that say what clients wait for while the program starts. */
export function addReadyOptions(
  command: Command,
  wording: Wording<keyof ReadyDefinition> = {},
): Command {
  return addOptions(command, readyOptions, wording);
}

/** Adds the options that say what the program does once it is ready. */
export function addRuleOptions(
  command: Command,
  program = "COMMAND",
  wordings: RuleWordings = {},
): Command {
  const subjects = Object.keys(ruleTables) as (keyof typeof ruleTables)[];
  for (const one of subjects) addOptions(command, ruleTables[one], { program, ...wordings[one] });
  return command;
}

function addOptions(
  command: Command,
  table: Readonly<Record<string, ServiceOption>>,
  { program = "COMMAND", usual, without = [] }: Wording<string>,
): Command {
  for (const [key, { isRepeated = false, ...row }] of Object.entries(table)) {
    if (without.includes(key)) continue;
    const option = new Option(`--${row.name} <${row.value}>`, row.help(program, usual?.[key]));
    command.addOption(isRepeated ? option.argParser(collect) : option);
  }
  return command;
}
