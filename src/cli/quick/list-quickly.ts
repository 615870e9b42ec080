import { askUnits } from "../../engines/systemd/inventory/ask-units.js";
import { type LsOptions, scopesOf } from "../ls/ls-options.js";

/*
 * `rouse ls` is typed more often than all other commands, and prompts and status bars run it: a hundred services are
 * to be listed in half the time again that Node takes to start. So it has a path of its own past what is slow to load.
 * This room is what main.ts does first, before the option parser (20 ms) is there; what the path costs elsewhere:
 *
 * - scripts/bundle.mjs makes the command CommonJS in few files, because Node takes 5 ms to get ready for ESM;
 * - rouse-exec/check-shape.ts checks reports without zod, which takes 5 ms to load;
 * - engines/systemd/inventory/read-socket-unit.ts reads units in a sixth of the time that units/parse-unit.ts takes;
 * - sys/lazy-node-modules.ts loads the parts of Node that take milliseconds only where they are used.
 *
 * `npm run bench -- list` measures all of it.
 */

/** Lists the services, and has the service managers answer while the rest of `rouse ls` is loaded. */
export async function listQuickly(options: LsOptions): Promise<void> {
  const asked = askUnits(scopesOf(options));
  const { list } = await import("../ls/ls.js");
  await list(asked, options);
}
