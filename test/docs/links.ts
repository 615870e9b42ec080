import { dirname, join } from "node:path";
import { anchors, withoutFences } from "./anchors.js";

/** Where links may lead. */
export interface Tree {
  has: (path: string) => boolean;
  text: (path: string) => string;
}

function linksOf(markdown: string): string[] {
  const links = withoutFences(markdown).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: +(\S+)$/gm);
  return [...links].map(([, inline, reference]) => inline ?? reference ?? "");
}

/** Returns what is wrong with the links of the page at `path`, one sentence for each that leads nowhere. */
export function deadLinks(path: string, tree: Tree): string[] {
  return linksOf(tree.text(path)).flatMap((link) => problemOf(link, path, tree) ?? []);
}

/** Returns what is wrong with a link of the page at `path`: undefined if it leads somewhere. */
function problemOf(link: string, path: string, { has, text }: Tree): string | undefined {
  if (/^https?:/.test(link)) return undefined;
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? path : join(dirname(path), file);
  if (!has(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchors(text(target)).includes(anchor)) return undefined;
  return `${link}: ${target} has no such heading`;
}
