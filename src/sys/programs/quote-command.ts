/**
 * A command as a shell reads it: `python3 -c 'a b'`. For sh(1), those like it, and fish, which reads `\` between
 * single quotes.
 */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(" ");
}

function quoteArgument(argument: string): string {
  // At the beginning zsh expands `=ls`, and fish `%self`.
  if (/^[\w@+:,./-][\w@+:,./%=-]*$/.test(argument)) return argument;
  const parts = argument.split(/(['\\])/).filter(Boolean);
  return parts.map((part) => (/^['\\]$/.test(part) ? `\\${part}` : `'${part}'`)).join("") || "''";
}
