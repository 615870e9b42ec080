import { createRequire } from "node:module";
import { dirname } from "node:path";

/**
 * The package finds itself by its own name, from src/, build/ and dist/ alike. It is read when it is asked for:
 * `import "rouse"` and `rouse ls` do without.
 */
const require = createRequire(import.meta.url);
const manifest = "rouse/package.json";

/** Returns the folder of this package, which is the checkout where there is one. */
export function packageRoot(): string {
  return dirname(require.resolve(manifest));
}

/** Returns the version of this Rouse: "0.1.0". */
export function packageVersion(): string {
  return require(manifest).version;
}

/** Returns the oldest Node that package.json allows: "20.19" of ">=20.19". */
export function oldestNode(): string {
  return require(manifest).engines.node.replace(">=", "");
}
