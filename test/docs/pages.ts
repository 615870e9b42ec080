import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";

/** Every page of the project, as a path from the root. */
export const pages = ["", "docs", "rouse-exec", "rouse-exec/fuzz"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

export function page(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Returns the fenced blocks of one language, in order. */
export function blocks(path: string, language: string): string[] {
  const fences = page(path).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , text = ""]) => text);
}
