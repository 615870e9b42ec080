import { bashEngine } from "./bash-engine.js";
import type { ArgumentShape, CommandShape, OptionShape, Value } from "./command-tree.js";
import type { ValueKind } from "./placeholders.js";
import { quote } from "./quote.js";
import { keyOf, kindOf, valuesOf } from "./value-kinds.js";

/** A script for bash 4.4 and later. Uses the package bash-completion where it is loaded, and needs it nowhere. */
export function bashScript(program: CommandShape): string {
  return `${bashEngine}
_rouse_command() {
  runs=
  case $1 in
${commandsBelow(program).map(commandCase).join("\n")}
  esac
}

_rouse_value() {
  case $1 in
${valuesOf(program).map(valueCase).join("\n")}
  esac
}

complete -F _rouse rouse
`;
}

function commandsBelow(command: CommandShape): CommandShape[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

function commandCase(command: CommandShape): string {
  const list = (items: readonly string[]) => `(${items.map(quote).join(" ")})`;
  return `    ${quote(command.words.slice(1).join(" "))})
      commands=${list(command.commands.map(({ words }) => words.at(-1) ?? ""))}
      options=${list(command.options.map(optionEntry))}
      arguments=${list(command.arguments.map(argumentEntry))}${command.runsCommand ? "\n      runs=1" : ""} ;;`;
}

/** "-v,--verbose" and, behind a blank, the kind of its value; * when it may be given again. */
function optionEntry({ names, value, isRepeatable }: OptionShape): string {
  const all = `${names.join(",")}${isRepeatable ? "*" : ""}`;
  return value ? `${all} ${keyOf(value)}` : all;
}

function argumentEntry(argument: ArgumentShape): string {
  return `${keyOf(argument)}${argument.isVariadic ? "*" : ""}`;
}

function valueCase(value: Value): string {
  return `    ${quote(keyOf(value))}) ${offer(kindOf(value))} ;;`;
}

function offer(kind: ValueKind): string {
  switch (kind.from) {
    case "words": {
      const words = kind.words.map(([word]) => quote(word)).join(" ");
      return kind.goesOn ? `_rouse_begin ${words}` : `_rouse_offer ${words}`;
    }
    case "lines":
      return `_rouse_lines ${quote(kind.command)}`;
    case "files":
      return "compopt -o default";
    case "folders":
      return "compopt -o dirnames";
    case "hosts":
      return "_rouse_hosts";
    case "users":
      return "_rouse_users";
    case "nothing":
      return "return 0";
  }
}
