import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export const { version, bin, files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** This machine, as the kernel, Node and Debian call it. */
export const own =
  process.arch === "arm64"
    ? { machine: "aarch64", node: "arm64", debian: "arm64" }
    : { machine: "x86_64", node: "x64", debian: "amd64" };

/** Without what another test makes meanwhile. */
const parts = ["package.json", "package-lock.json", "LICENSE", "README.md", "packaging"];
const published = files.filter((path: string) => !/^!|^prebuilt/.test(path));

/** A copy of what a release is made from, in a folder of this name. */
function copyCheckout(name: string): string {
  const folder = join(tempDir(), name);
  for (const part of new Set<string>([...parts, ...published])) {
    if (existsSync(join(root, part)))
      cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const program = `
  const { makeArtifacts } = await import(process.argv[1] + "/artifacts.mjs");
  makeArtifacts(process.argv[2], JSON.parse(process.argv[3]));`;

/** Makes the artifacts for this machine in a folder of their own, and returns it. */
export async function makeRelease(name: string, umask: string, env: object): Promise<string> {
  const out = join(tempDir(), "out");
  mkdirSync(out);
  const executable = join(root, "rouse-exec/build/rouse-exec");
  const wanted = { out, seconds: 1_700_000_000, executables: [{ ...own, executable }] };
  const node = [process.execPath, "--input-type=module", "-e", program];
  const args = [join(root, "scripts/release"), copyCheckout(name), JSON.stringify(wanted)];
  const shell = ["sh", "-c", `umask ${umask} && exec "$@"`, "sh"];
  const made = await run([...shell, ...node, ...args], { env: { ...env }, deadlineMs: 230_000 });
  if (made.code !== 0) throw new Error(`the release was not made: ${made.stderr}`);
  return out;
}

/** Returns the bytes of each file in the folder, by name. */
export function contentsOf(folder: string): Map<string, string> {
  const names = readdirSync(folder).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

/** Returns the lines that a program prints. */
export function linesOf(command: string, ...args: string[]): string[] {
  return execFileSync(command, args, { encoding: "utf8" }).trimEnd().split("\n");
}
