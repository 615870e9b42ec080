import { isInstalled, type Program, programs } from "./programs.js";
import { reasonOf, show } from "./show.js";

const columns = [
  ["program", 20],
  ["asleep", 8],
  ["cold start", 11],
  ["address of the client", 21],
  ["idle: asleep", 13],
  ["woken again", 11],
] as const;

const write = (text: string) => process.stdout.write(text);

/** Each cell is written as soon as its step was observed. */
async function showRow(program: Program, index: number): Promise<string | undefined> {
  let column = 0;
  let gap = "";
  const cell = (text: string) => {
    write(gap + text);
    gap = " ".repeat(Math.max(0, (columns[column++]?.[1] ?? 0) - text.length) + 2);
  };
  cell(program.name);
  try {
    await show(program, `127.0.0.${index + 11}`, cell);
    write("\n");
    return undefined;
  } catch (error) {
    const step = columns[column]?.[0] ?? "end";
    const reason = reasonOf(error);
    write(`${gap}✗ ${reason}\n`);
    return `${program.name}: ${step}: ${reason}`;
  }
}

async function main(): Promise<number> {
  const found = programs.filter(isInstalled);
  const missing = programs.filter((program) => !found.includes(program));
  write("Each program is held by `rouse listen`; nothing of it runs until somebody connects.\n");
  write("asleep: memory of what waits · cold start: from connect to the first byte\n\n");
  write(`${columns.map(([title, width]) => title.padEnd(width)).join("  ")}\n`);
  const failures: string[] = [];
  for (const [index, program] of found.entries()) {
    const failure = await showRow(program, index);
    if (failure) failures.push(failure);
  }
  if (missing.length > 0) {
    write(`\nnot found here: ${missing.map((program) => program.needs).join(", ")}\n`);
  }
  if (found.length < 2) failures.push("fewer than two programs were found to show it on");
  for (const failure of failures) write(`\nnot observed: ${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
