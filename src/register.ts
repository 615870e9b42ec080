/**
 * `node --import rouse/register server.js`: a bind of an unmodified program is answered with the socket that the
 * service manager passed for it. Without LISTEN_FDS nothing is loaded and nothing changed. It exports nothing.
 * @throws what activate throws, so that the program does not start
 * @module
 */
import { markVariable } from "./register/hand-over-variable.js";

const { LISTEN_FDS, [markVariable]: mark } = process.env;

// The program waits for this, a CommonJS one too.
if (LISTEN_FDS !== undefined || mark !== undefined) {
  const { activate } = await import("./register/activate.js");
  activate();
}
