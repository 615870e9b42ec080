#!/usr/bin/env node
import { askUnits } from "../engines/systemd/inventory/ask-units.js";
import { endStatus } from "./end-status.js";
import { type ListOptions, parseQuickList, scopesOf } from "./ls/list-options.js";

/**
 * Once bundled, what is imported here is CommonJS and what `run-command` imports is not, with classes of its own: each
 * side tells its errors itself. Node takes 5 ms to get ready for the other kind of module, and 20 for the option parser,
 * which is a third of what `rouse ls` may take.
 */
async function main(args: string[]): Promise<number> {
  const quick = parseQuickList(args);
  if (quick !== undefined) return endStatus(listQuickly(quick));
  const { runCommandLine } = await import("./run-command.js");
  return runCommandLine(args);
}

/** The service managers answer while the rest of the program is loaded. */
async function listQuickly(options: ListOptions): Promise<void> {
  const asked = askUnits(scopesOf(options));
  const { list } = await import("./ls/ls.js");
  await list(asked, options);
}

main(process.argv.slice(2)).then((status) => process.exit(status));
