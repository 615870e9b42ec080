/** `--import loader.mjs`: what a loader of TypeScript does, for programs that only have types to be taken away. */
import { register } from "node:module";

register("./loader-hooks.mjs", import.meta.url);
