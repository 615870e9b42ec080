import { createRequire } from "node:module";

const own = createRequire(import.meta.url)("rouse/package.json");

/** Of this Rouse: "0.1.0". */
export function ownVersion(): string {
  return own.version;
}

/** What package.json asks of Node: ">=20.19". */
export function neededNode(): string {
  return own.engines.node;
}
