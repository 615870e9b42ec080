import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const source = text.replace(/, type \w+/g, "").replace(/: (number|Server|void)\b/g, "");
  return { format: "module", source, shortCircuit: true };
}
