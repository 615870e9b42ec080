import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Server } from "./server.js";

const folder = join(dirname(fileURLToPath(import.meta.url)), "catalog");
const files = readdirSync(folder).filter((name) => /(?<!\.d)\.[jt]s$/.test(name));

/** Every file of catalog/ gives one server. */
export const catalog: readonly Server[] = await Promise.all(
  files.sort().map(async (name) => (await import(join(folder, name))).default),
);
