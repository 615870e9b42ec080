import type { CommandShape, OptionShape, Value } from "./command-tree.js";
import type { ValueKind } from "./placeholders.js";
import { quoteForFish as quote } from "./quote.js";
import { kindOf } from "./value-kinds.js";

/** A script for fish 3.4 and later. */
export function fishScript(program: CommandShape): string {
  const commands = allCommands(program);
  const takers = commands.flatMap(({ options }) => options.filter(({ value }) => value));
  const valued = [...new Set(takers.flatMap(({ names }) => names))].map(quote).join(" ");
  const paths = commands.slice(1).map(({ words }) => quote(words.slice(1).join(" ")));
  return `${engine}
set -g __rouse_valued ${valued}
set -g __rouse_commands ${paths.join(" ")}

complete -c rouse -f
complete -c rouse -n __rouse_runs -a '(__rouse_program)'
${commands.flatMap(linesOf).join("\n")}
`;
}

function allCommands(command: CommandShape): CommandShape[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function linesOf(command: CommandShape): string[] {
  const at = quote(command.words.slice(1).join(" "));
  const below = command.commands.map(({ words, summary }) => {
    return `complete -c rouse -n ${quote(`__rouse_at ${at} 0 0`)} -a ${words.at(-1)} -d ${quote(summary)}`;
  });
  const last = command.arguments.length - 1;
  const values = command.arguments.map((argument, index) => {
    const until = index === last && argument.isVariadic ? "" : ` ${index}`;
    return `complete -c rouse -n ${quote(`__rouse_at ${at} ${index}${until}`)} ${fillings(argument)}`;
  });
  return [...below, ...command.options.map((option) => optionLine(option, at)), ...values];
}

function optionLine({ names, value, isRepeatable, description }: OptionShape, at: string): string {
  const condition = isRepeatable
    ? `__rouse_at ${at}`
    : `__rouse_at ${at}; and __rouse_without ${names.join(" ")}`;
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const text = quote(description.replace(/\s*\n\s*/g, " "));
  return `complete -c rouse -n ${quote(condition)} ${flags.join(" ")} -d ${text}${value ? ` ${fillings(value, "-x")}` : ""}`;
}

function fillings(value: Value, only = "-f"): string {
  const kind = kindOf(value);
  if (kind.from === "files") return only === "-x" ? "-r -F" : "-F";
  const list = candidates(kind);
  return list ? `${only} -a ${quote(list)}` : only;
}

/** A line of fish; what it prints is a candidate each, with its description behind a tab. */
function candidates(kind: ValueKind): string {
  switch (kind.from) {
    case "words": {
      const words = kind.words.map(([word, what]) => quote(what ? `${word}\t${what}` : word));
      return `(${kind.goesOn ? "__rouse_begin" : "printf '%s\\n'"} ${words.join(" ")})`;
    }
    case "lines":
      return `(__rouse_lines ${quote(kind.command)})`;
    case "folders":
      return "(__fish_complete_directories)";
    case "hosts":
      return "(__fish_complete_user_at_hosts)";
    case "users":
      return "(__fish_complete_users)";
    case "files":
    case "nothing":
      return "";
  }
}

const engine = `\
# The words that are neither options nor their values, up to the cursor.
function __rouse_words
    set -l expects
    for token in (commandline -opc)[2..-1]
        if test -n "$expects"
            set expects
        else if test "$token" = --
            return
        else if string match -q -- '-*' $token
            contains -- $token $__rouse_valued; and set expects 1
        else
            printf '%s\\n' $token
        end
    end
end

# Whether the command is this one, and so many words stand behind it: from, to.
function __rouse_at
    contains -- -- (commandline -opc); and return 1
    set -l words (__rouse_words)
    set -l path
    for word in $words
        contains -- (string join ' ' $path $word) $__rouse_commands; or break
        set -a path $word
    end
    test "$path" = "$argv[1]"; or return 1
    set -l behind (math (count $words) - (count $path))
    set -q argv[2]; and test $behind -lt $argv[2]; and return 1
    set -q argv[3]; and test $behind -gt $argv[3]; and return 1
    return 0
end

# Whether the option was not given; the last word may be the one whose value is completed.
function __rouse_without
    set -l tokens (commandline -opc)
    contains -- $tokens[-1] $__rouse_valued; and set -e tokens[-1]
    for token in $tokens
        contains -- (string replace -r '=.*' '' -- $token) $argv; and return 1
    end
    return 0
end

function __rouse_runs
    contains -- -- (commandline -opc)
end

# What follows -- is completed as if it stood alone.
function __rouse_program
    set -l tokens (commandline -opc)
    set -l behind (math (contains -i -- -- $tokens) + 1)
    set -l line (string escape -- $tokens[$behind..-1]) (commandline -ct)
    complete -C "$line"
end

# Offers beginnings of a value, or a path.
function __rouse_begin
    if string match -q -- '/?*' (commandline -ct)
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $argv
    end
end

# Offers the lines that a line of sh prints, except those on the command line already.
function __rouse_lines
    set -l given (commandline -opc)
    for line in (sh -c $argv[1] 2>/dev/null)
        contains -- $line $given; or printf '%s\\n' $line
    end
end
`;
