import type { Command, CommanderError } from "commander";
import { quote } from "../errors/quote.js";
import { RouseError } from "../errors/rouse-error.js";
import { addExample, listenExample, probeExample } from "./options/examples.js";

/** What may be of the command that was meant to run, where no -- stands before it. */
const ofAnother = new Set(["commander.unknownOption", "commander.excessArguments"]);
const examples: Record<string, string> = {
  add: addExample,
  listen: listenExample,
  probe: probeExample,
};
const addressOption = /^unknown option '(--port|--bind|--addr|--address|-p)'/;
const choice = /^command-argument value ('.*') is invalid for argument '(.*)'\. .* are (.*)\.$/;

/** Returns the error for a command line that commander does not take; `own` are the words before `--`. */
export function usageError(
  error: CommanderError,
  program: Command,
  own: readonly string[],
  command: readonly string[] | undefined,
): RouseError {
  const path = pathOf(program, own);
  const words = path.map((one) => one.name());
  const example = examples[words[1] ?? ""];
  if (example !== undefined && !command && ofAnother.has(error.code)) {
    return new RouseError("PROGRAM_MISSING", { example });
  }
  return new RouseError("USAGE", {
    problem: problemOf(error, path.at(-1) ?? program),
    help: `${words.join(" ")} --help`,
  });
}

/** Returns the program, the command that the words name, and those between. */
export function pathOf(program: Command, own: readonly string[]): Command[] {
  const path = [program];
  for (const word of own) {
    const next = path.at(-1)?.commands.find((known) => known.name() === word);
    if (next === undefined) break;
    path.push(next);
  }
  return path;
}

/** commander says some of this in its own terms: "(outputHelp)", "command-argument value". */
function problemOf({ code, message }: CommanderError, command: Command): string {
  const said = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  if (code === "commander.help") return missingCommand(command);
  if (code === "commander.excessArguments") return unexpected(command);
  if (code === "commander.missingArgument") return missingArgument(command);
  if (code === "commander.unknownCommand") return unknownCommand(said, command);
  if (code === "commander.optionMissingArgument") {
    return said.replace(withoutValue, "the option $1 needs a value: $1 $2");
  }
  if (code === "commander.missingMandatoryOptionValue") {
    return said.replace(notGiven, "the option $1 is missing: $1 $2");
  }
  if (addressOption.test(said)) return `${said.replace(/ \(Did.*/, "")}${addressHint(command)}`;
  return said.replace(
    choice,
    (_, value, name, choices) => `expected ${name} to be one of ${choices}, got ${value}`,
  );
}

const withoutValue = /^option '(?:-\w, )?(--\S+) <(.*)>' argument missing$/;
const notGiven = /^required option '(--\S+) <(.*)>' not specified$/;

/** The commands whose NAME is a new one. */
const makers = new Set(["add", "podman"]);

function missingArgument(command: Command): string {
  const missing = command.registeredArguments[command.args.length];
  const isListed = missing?.name() === "NAME" && !makers.has(command.name());
  const next = isListed ? " (`rouse ls` lists them)" : "";
  return `${missing?.name()} is missing: ${missing?.description}${next}`;
}

/** The words of other tools for what a command does: letters that are alike would lead elsewhere. */
const others: Record<string, Record<string, string>> = {
  rouse: {
    ...{ list: "ls", ps: "ls", remove: "rm", delete: "rm", uninstall: "rm", disable: "stop" },
    ...{ create: "add", new: "add", install: "add", enable: "start", show: "status" },
    ...{ run: "listen", serve: "listen", log: "logs", journal: "logs" },
  },
  daemon: { start: "run", serve: "run" },
};

function unknownCommand(said: string, command: Command): string {
  const [word = ""] = command.args;
  const meant = others[command.name()]?.[word];
  return meant === undefined ? said : `unknown command ${quote(word)} (Did you mean ${meant}?)`;
}

function missingCommand(command: Command): string {
  const names = command.commands.map((one) => one.name()).join(", ");
  return `the command after '${command.name()}' is missing: expected one of ${names}`;
}

function unexpected(command: Command): string {
  return `unexpected argument ${quote(command.args[command.registeredArguments.length] ?? "")}`;
}

function addressHint(command: Command): string {
  if (command.name() === "listen") return ": the address needs no option";
  const takesAddress = command.options.some(({ long }) => long === "--listen");
  return takesAddress ? ": the address belongs to --listen" : "";
}
