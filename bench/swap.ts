import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defer } from "./cleanup.js";
import { need } from "./programs.js";
import { tempDir } from "./temp.js";

/** Says where the memory of frozen programs goes: to the swap of this machine, or to a file of the measure's own. */
export function provideSwap(bytes: number): string {
  const lines = readFileSync("/proc/swaps", "utf8").trim().split("\n").slice(1);
  if (lines.length > 0) return "the machine's swap";
  if (process.geteuid?.() !== 0) return "no swap: to make some takes root";
  const file = join(tempDir(), "swap");
  try {
    execFileSync(need("fallocate"), ["-l", String(bytes), file]);
    execFileSync("chmod", ["600", file]);
    execFileSync(need("mkswap"), [file], { stdio: "ignore" });
    execFileSync(need("swapon"), [file], { stdio: "pipe" });
  } catch {
    return "no swap: the machine takes no swap file";
  }
  defer(() => void execFileSync(need("swapoff"), [file]));
  return "a swap file";
}
