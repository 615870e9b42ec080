import type { ArgumentShape, CommandShape, OptionShape, Value } from "./command-tree.js";
import type { ValueKind } from "./placeholders.js";
import { quote } from "./quote.js";
import { keyOf, kindOf, valuesOf } from "./value-kinds.js";

/** A script for zsh 5.3 and later: a file of $fpath, or sourced. */
export function zshScript(program: CommandShape): string {
  return `#compdef rouse
${engine}

${functionsOf(program).join("\n")}
__rouse_value() {
  case $1 in
${valuesOf(program).map(valueCase).join("\n")}
  esac
}

if [[ $funcstack[1] == _rouse ]]; then _rouse "$@"; else compdef _rouse rouse; fi
`;
}

/** A function for every command, named after its words. */
function functionsOf(command: CommandShape): string[] {
  const lines = command.runsCommand ? ["  __rouse_program && return 0"] : [];
  const body = command.commands.length > 0 ? branches(command) : leaf(command);
  const own = `${nameOf(command)}() {\n${[...lines, ...body].join("\n")}\n}\n`;
  return [own, ...command.commands.flatMap(functionsOf)];
}

function nameOf({ words: [program = "", ...words] }: CommandShape): string {
  return `_${[program, ...words].join("_")}`;
}

function leaf({ options, arguments: values }: CommandShape): string[] {
  return [
    "  _arguments -s -S \\",
    ...lines([...options.map(optionSpec), ...values.map(argumentSpec)]),
  ];
}

function branches({ options, commands, words }: CommandShape): string[] {
  const described = commands.map((one) => quote(`${one.words.at(-1)}:${one.summary}`));
  const specs = [...options.map(optionSpec), "'1: :->command'", "'*:: :->rest'"];
  return [
    "  local curcontext=$curcontext state line",
    "  typeset -A opt_args",
    `  _arguments -C -S \\`,
    ...lines(specs, " && return 0"),
    "  case $state in",
    `    command) local -a commands=(${described.join(" ")}); _describe command commands ;;`,
    `    rest) (( $+functions[_${words.join("_")}_$words[1]] )) && _${words.join("_")}_$words[1] ;;`,
    "  esac",
  ];
}

function lines(specs: readonly string[], end = ""): string[] {
  const last = specs.length - 1;
  return specs.map((spec, index) => `    ${spec}${index === last ? end : " \\"}`);
}

/** `'(-v --verbose)'{-v,--verbose}'[…]'`; * in front of it when it may be given again. */
function optionSpec({ names, value, isRepeatable, description }: OptionShape): string {
  const isHelp = names.includes("--help") || names.includes("--version");
  const excluded = isHelp ? "(- *)" : `(${names.join(" ")})`;
  const mark = isRepeatable ? "*" : excluded;
  const written = names.map((name) => (value && name.startsWith("--") ? `${name}=` : name));
  const rest = `[${escapeText(description)}]${value ? actionOf(value) : ""}`;
  const all = written.length > 1 ? `{${written.join(",")}}` : (written[0] ?? "");
  return `${quote(mark)}${all}${quote(rest)}`;
}

function argumentSpec(argument: ArgumentShape, index: number): string {
  const position = argument.isVariadic ? "*" : `${index + 1}`;
  return quote(`${position}${actionOf(argument)}`);
}

function actionOf(value: Value): string {
  return `:${escapeText(value.placeholder)}:{ __rouse_value ${quote(keyOf(value))} }`;
}

function escapeText(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/[[\]:\\]/g, "\\$&");
}

function valueCase(value: Value): string {
  return `    ${quote(keyOf(value))}) ${action(kindOf(value))} ;;`;
}

function action(kind: ValueKind): string {
  switch (kind.from) {
    case "words": {
      const words = kind.words.map(([word, what]) =>
        quote(`${word.replaceAll(":", "\\:")}:${what}`),
      );
      return `${kind.goesOn ? "__rouse_begin" : "__rouse_offer"} ${words.join(" ")}`;
    }
    case "lines":
      return `__rouse_lines ${quote(kind.command)}`;
    case "files":
      return "_files";
    case "folders":
      return "_path_files -/";
    case "hosts":
      return "_user_at_host";
    case "users":
      return "_users";
    case "nothing":
      return "_message ''";
  }
}

const engine = `\
# What follows -- is completed as if it stood alone.
__rouse_program() {
  local dashes=\${words[(i)--]}
  (( dashes < CURRENT )) || return 1
  shift $dashes words
  (( CURRENT -= dashes ))
  _normal
  return 0
}

__rouse_offer() {
  local -a values=("$@")
  _describe value values
}

# Offers beginnings of a value, without a space behind them, or a path.
__rouse_begin() {
  local -a values=("$@")
  if [[ $PREFIX == /?* ]]; then _files; else _describe value values -S ''; fi
}

# Offers the lines that a line of sh prints, except those on the command line already.
__rouse_lines() {
  local -a values=("\${(@f)$(sh -c $1 2>/dev/null)}")
  values=(\${values:#})
  compadd -F line -a values
}
`;
