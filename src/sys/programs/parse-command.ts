/** Returns the arguments of a command line that quoteCommand() wrote: the words of a shell, in which nothing is expanded. */
export function parseCommand(line: string): string[] {
  const words = line.match(/(?:'[^']*'|\\[\s\S]|[^\s'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|\\([\s\S])/g,
      (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? "",
    ),
  );
}
