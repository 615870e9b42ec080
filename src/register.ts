/**
 * `node --import rouse/register server.js`: a bind of an unmodified program is answered with the socket that the
 * service manager passed for it. Without LISTEN_* nothing is changed. It exports nothing.
 * @module
 */
import { activate } from "./register/activate.js";

activate();
