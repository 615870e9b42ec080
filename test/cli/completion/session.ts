import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { root, rouse } from "../../harness/paths.js";
import { type Running, start } from "../../harness/start.js";
import { tempDir } from "../../harness/temp.js";

export type Shell = "bash" | "zsh" | "fish";

/** What one press of the tab key did. */
export interface Completed {
  /** Without descriptions, sorted. */
  candidates: string[];
  /** The command line afterwards; fish tells only its candidates. */
  line: string | undefined;
}

const drivers = join(root, "test/cli/completion");

/** A home with nothing in it, in which `rouse` is on PATH. */
export function emptyHome() {
  const home = tempDir();
  for (const folder of ["bin", "config", "runtime"]) mkdirSync(join(home, folder), { mode: 0o700 });
  chmodSync(rouse, 0o755);
  symlinkSync(rouse, join(home, "bin/rouse"));
  const env = {
    HOME: home,
    PATH: `${join(home, "bin")}:${join(process.execPath, "..")}:${process.env.PATH}`,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_RUNTIME_DIR: join(home, "runtime"),
    // Where bash knows hosts from; the others read what ssh knows.
    HOSTFILE: join(home, "hosts"),
    LC_ALL: "C.UTF-8",
    TERM: "dumb",
  };
  return { home, env };
}

export interface Home {
  home: string;
  env: ReturnType<typeof emptyHome>["env"] & { SOURCED?: string };
}

/** Types each of the lines into one shell, and a tab behind it. */
export async function typeInto(
  shell: Shell,
  script: string,
  lines: readonly string[],
  { home, env }: Home,
): Promise<Completed[]> {
  const [OUT, SCRIPT, SETUP, LINES_FILE] = ["out", "script", "setup", "lines"].map((name) =>
    join(home, name),
  ) as [string, string, string, string];
  writeFileSync(SCRIPT, script);
  writeFileSync(LINES_FILE, lines.map((line) => `${line}\n`).join(""));
  writeFileSync(OUT, "");
  const running = start(argvOf(shell), {
    cwd: home,
    env: { ...env, OUT, SCRIPT, SETUP, LINES_FILE },
  });
  if (shell === "bash") feed(running, lines);
  running.stdin?.end();
  // fish starts `rouse` for each of some fifty lines.
  await running.exit({ deadlineMs: 150_000 });
  const complaints = running.output.all().match(/.*(rouse: |rror|not found|unbound).*/g) ?? [];
  expect(complaints).toEqual([]);
  return readRecords(readFileSync(OUT, "utf8"));
}

function argvOf(shell: Shell): string[] {
  if (shell === "bash") return ["bash", "--norc", "--noprofile", "-i"];
  return [
    shell,
    shell === "zsh" ? "-f" : "--no-config",
    join(drivers, `${shell}-session.${shell}`),
  ];
}

function feed({ stdin }: Running, lines: readonly string[]): void {
  stdin?.write(`. ${join(drivers, "bash-session.sh")}\n`);
  for (const line of lines) stdin?.write(`${line}\t\x0f`);
}

function readRecords(text: string): Completed[] {
  const records: Completed[] = [];
  let candidates: string[] = [];
  for (const record of text.split("\n")) {
    const [kind, value = ""] = record.split("\t");
    if (kind === "candidate") candidates.push(value);
    if (kind !== "line") continue;
    records.push({ candidates: candidates.sort(), line: value || undefined });
    candidates = [];
  }
  return records;
}
