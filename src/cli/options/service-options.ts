import { type Command, Option } from "commander";
import type { ReadyDefinition } from "../../definition/parse-ready.js";
import type { SleepDefinition } from "../../definition/parse-sleep.js";
import type { StopDefinition } from "../../definition/parse-stop.js";
import {
  readyOptions,
  type ServiceOptions,
  sleepOptions,
  stopOptions,
} from "../../definition/service-options.js";
import { collect } from "./collect-values.js";

/** How a command calls the program, and what its options are by default where that is not what other commands have. */
interface Wording<D> {
  program?: string;
  usual?: Partial<Record<keyof D, string>>;
  /** Options that the command does not have. */
  without?: readonly (keyof D)[];
}

/** Adds the options that say what clients wait for while the program starts. */
export function addReadyOptions(command: Command, wording: Wording<ReadyDefinition> = {}): Command {
  return addOptions(command, readyOptions, wording);
}

/** Adds the options that say how deep the program sleeps. */
export function addSleepOptions(command: Command, wording: Wording<SleepDefinition> = {}): Command {
  return addOptions(command, sleepOptions, wording);
}

/** Adds the options that say how the program is put to sleep. */
export function addStopOptions(command: Command, wording: Wording<StopDefinition> = {}): Command {
  return addOptions(command, stopOptions, wording);
}

function addOptions<D>(command: Command, table: ServiceOptions<D>, wording: Wording<D>): Command {
  const { program = "COMMAND", usual, without = [] } = wording;
  for (const key of keysOf(table)) {
    if (without.includes(key)) continue;
    const { isRepeated = false, ...row } = table[key];
    const option = new Option(`--${row.name} <${row.value}>`, row.help(program, usual?.[key]));
    command.addOption(isRepeated ? option.argParser(collect) : option);
  }
  return command;
}

function keysOf<D>(table: ServiceOptions<D>): (keyof D)[] {
  return Object.keys(table) as (keyof D)[];
}
