import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const deadlineMs = 300_000;

/** Runs build.sh with this word in a copy of the sources, in a folder whose path is longer; returns what it made. */
export async function buildElsewhere(kind: "static" | "aarch64", file: string): Promise<Buffer> {
  const folder = join(tempDir(), "a checkout", "in another folder");
  const isSource = (path: string) => path !== join(root, "rouse-exec/build");
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  cpSync(join(root, "rouse-exec"), join(folder, "rouse-exec"), {
    recursive: true,
    filter: isSource,
  });
  const { code, stderr } = await run(["sh", join(folder, "rouse-exec/build.sh"), kind], {
    deadlineMs,
  });
  if (code !== 0) throw new Error(`build.sh ${kind} ended with ${code}: ${stderr}`);
  return readFileSync(join(folder, "rouse-exec/build", file));
}
