import { EventEmitter } from "node:events";
import type { Argument, Command, Option } from "commander";
import { collect } from "../options/collect-values.js";

/** A word of the command line, by its placeholder: "SPAN", "BIND=NAME". */
export interface Value {
  placeholder: string;
  isOptional: boolean;
  choices: readonly string[];
}

export interface OptionShape {
  /** "-v" and "--verbose", in the order of the help. */
  names: readonly string[];
  value?: Value;
  isRepeatable: boolean;
  description: string;
}

export interface ArgumentShape extends Value {
  isVariadic: boolean;
  description: string;
}

/** A command as `--help` shows it; the manual pages and the completions are made from it. */
export interface CommandShape {
  /** "rouse", "daemon", "run" */
  words: readonly string[];
  /** What follows the words: "ADDR... [OPTION]... -- COMMAND [ARG]..." */
  usage: string;
  summary: string;
  description: string;
  /** The text below the options. */
  text: string;
  options: readonly OptionShape[];
  arguments: readonly ArgumentShape[];
  /** A command of its own follows `--`. */
  runsCommand: boolean;
  commands: readonly CommandShape[];
}

/** Describes a command and those below it, without the hidden ones and hidden options. */
export function describeCommand(command: Command, above: readonly string[] = []): CommandShape {
  const help = command.createHelp();
  const words = [...above, command.name()];
  const commands = help.visibleCommands(command);
  const names = commands.map((one) => one.name());
  return {
    words,
    usage: command.usage(),
    summary: command.summary() || command.description(),
    description: command.description(),
    text: textBelow(command),
    options: help.visibleOptions(command).map((option) => ({
      ...describeOption(option),
      description: help.optionDescription(option),
    })),
    arguments: command.registeredArguments.map((argument) => ({
      ...describeArgument(argument),
      description: help.argumentDescription(argument),
    })),
    runsCommand: / -- /.test(command.usage()),
    commands: commands.map((one) => describeBelow(one, words, names)),
  };
}

/** Commander makes `help [COMMAND]`, which takes the name of one of its neighbours. */
function describeBelow(command: Command, above: readonly string[], names: string[]): CommandShape {
  const shape = describeCommand(command, above);
  if (command.name() !== "help") return shape;
  const choices = names.filter((name) => name !== "help");
  return { ...shape, options: [], arguments: shape.arguments.map((one) => ({ ...one, choices })) };
}

/** Commander keeps the texts of addHelpText() as listeners for this event. */
function textBelow(command: Command): string {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  // A Command is an EventEmitter (commander 14), which its types do not say.
  if (!(command instanceof EventEmitter)) throw new TypeError("a Command is no EventEmitter");
  command.emit("afterHelp", { error: false, command, write });
  return text.trim();
}

function describeOption(option: Option): Omit<OptionShape, "description"> {
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const [, placeholder] = option.flags.match(/[<[](.+?)(?:\.\.\.)?[>\]]$/) ?? [];
  const choices = option.argChoices ?? [];
  return {
    names,
    ...(placeholder && { value: { placeholder, isOptional: option.optional, choices } }),
    isRepeatable: option.variadic || option.parseArg === collect,
  };
}

function describeArgument(argument: Argument): Omit<ArgumentShape, "description"> {
  return {
    placeholder: argument.name(),
    isOptional: !argument.required,
    isVariadic: argument.variadic,
    choices: argument.argChoices ?? [],
  };
}
