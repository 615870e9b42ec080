import { rouseExec as built } from "./paths.js";

/** ROUSE_EXEC_PATH puts another build in its place: one with a sanitizer, or one broken on purpose. */
export const rouseExec = process.env.ROUSE_EXEC_PATH || built;
