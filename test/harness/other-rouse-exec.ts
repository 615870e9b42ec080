import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, rouseExec } from "./paths.js";

export const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The same number of bytes, and later. */
export const laterVersion: string = version.replace(/^\d/, "9");

/**
 * Returns rouse-exec as another version, or as another build of the same one: a program that works, in whose notes (elf(5))
 * other bytes stand. It takes its own version and build from there.
 */
export function otherRouseExec(as: string = version): Buffer {
  const file = readFileSync(rouseExec);
  const own = file.indexOf(`Rouse\0\0\0${version}\0`);
  const build = file.indexOf(Buffer.from("14000000" + "03000000" + "474e5500", "hex")) + 12;
  if (own < 0 || build < 12 || as.length !== version.length) throw new Error("no notes");
  file.write(as, own + 8);
  file[build] = ~(file[build] ?? 0) & 0xff;
  return file;
}

/** Returns rouse-exec as the kernel of this machine refuses it: a whole file, for a processor that there is not. */
export function ofAnotherProcessor(): Buffer {
  const file = readFileSync(rouseExec);
  file.writeUInt16LE(0xffff, 18);
  return file;
}

/** Puts a program in the place of a file by rename(2), as an upgrade does: what runs keeps the old file. */
export function replaceProgram(path: string, content: Buffer): void {
  writeFileSync(`${path}.new`, content);
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
}
