/**
 * `node --import rouse/register server.js`: a bind of an unmodified program is answered with the socket that the
 * service manager passed for it. Without LISTEN_FDS nothing is loaded and nothing changed. It exports nothing.
 * Throws what install throws, so that the program does not start.
 * @module
 */
import { handOverVariable } from "./register/hand-over-variable.js";

const { LISTEN_FDS, [handOverVariable]: handedOver } = process.env;

// The program waits for this, even if it is CommonJS.
if (LISTEN_FDS !== undefined || handedOver !== undefined) {
  const { install } = await import("./register/install.js");
  install();
}
