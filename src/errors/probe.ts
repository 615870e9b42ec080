import { quote } from "./quote.js";

/** Errors about `rouse probe`, and `rouse add` with what a probe has found. */
export const probeErrors = {
  PROBE_FAILED: (_: object) =>
    "cannot watch the program: rouse-exec did not start it, or failed later; its own message stands above",
  PROBE_FOUND_NOTHING: ({ name }: { name: string }) =>
    `cannot add ${quote(name)}: its program was not seen to listen on any address that a unit can hold; the lines ` +
    "above say why",
};
