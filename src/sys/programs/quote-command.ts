/**
 * Returns the command line that a shell reads as these arguments: `python3 -c 'a b'`. It suits sh(1), shells like it,
 * and fish, which interprets `\` between single quotes.
 */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(" ");
}

function quoteArgument(argument: string): string {
  // At the beginning of a word, zsh expands `=ls` and fish `%self`.
  if (/^[\w@+:,./-][\w@+:,./%=-]*$/.test(argument)) return argument;
  const parts = argument.split(/(['\\])/).filter(Boolean);
  return parts.map((part) => (/^['\\]$/.test(part) ? `\\${part}` : `'${part}'`)).join("") || "''";
}
