import { createRequire } from "node:module";

const own = createRequire(import.meta.url)("rouse/package.json");

/** Returns the version of this Rouse: "0.1.0". */
export function ownVersion(): string {
  return own.version;
}

/** Returns the Node that package.json asks for: ">=20.19". */
export function neededNode(): string {
  return own.engines.node;
}
