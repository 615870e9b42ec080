import { endOfSections, isElf } from "./elf-notes.js";
import { parseIdentity, readHead } from "./identity.js";

/**
 * Returns why a file is no rouse-exec, or not a whole one, as far as its size and its first bytes tell, which takes no
 * measurable time. A script may be around another one, and what we may run and not read tells nothing.
 */
export function findFileProblem(path: string): string | undefined {
  const found = readHead(path);
  if (found === undefined || isScript(found.head)) return undefined;
  const { head, size } = found;
  if (!isElf(head)) return size === 0 ? "the file is empty" : "it is no program";
  if (parseIdentity(head) === undefined) return "it is another program";
  const whole = endOfSections(head);
  return size < whole ? `it is cut off: it has ${size} bytes of ${whole}` : undefined;
}

function isScript(head: Buffer): boolean {
  return head.toString("latin1", 0, 2) === "#!";
}
