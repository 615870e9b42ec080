import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { packageRoot } from "../sys/own-package.js";

/** The processors for which the npm package has a rouse-exec, as Node names them and as uname(1) does. */
const architectures: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

/** Returns where the npm package has rouse-exec for this processor; undefined where it has none. */
export function prebuiltPath(arch: string = process.arch): string | undefined {
  const name = architectures[arch];
  return name === undefined ? undefined : join(prebuiltFolder(), name, "rouse-exec");
}

/**
 * Returns whether a rouse-exec of the npm package is, byte by byte, the one that was packed. Returns undefined for any
 * other file.
 */
export function isAsPacked(path: string): boolean | undefined {
  const line = listed().find((one) => one.path === relative(prebuiltFolder(), path));
  if (line === undefined) return undefined;
  return createHash("sha256").update(readFileSync(path)).digest("hex") === line.hash;
}

/** The lines of SHA256SUMS, as sha256sum(1) writes them. */
function listed(): { hash: string; path: string }[] {
  const lines = [...readHashes().matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)];
  return lines.map(([, hash = "", path = ""]) => ({ hash, path }));
}

function readHashes(): string {
  try {
    return readFileSync(join(prebuiltFolder(), "SHA256SUMS"), "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

function prebuiltFolder(): string {
  return join(packageRoot(), "prebuilt");
}
