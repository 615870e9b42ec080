import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { activate, type Passed } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A program that leaves a file. */
export function touch(): { argv: string[]; hasRun: () => boolean } {
  const file = join(tempDir(), "started");
  return { argv: ["touch", file], hasRun: () => existsSync(file) };
}

/** The one line with which rouse-exec refuses; nothing has been started, and it ended with 125. */
export async function refusal(
  options: string[],
  { before = [] as string[] } = {},
): Promise<string> {
  const { argv, hasRun } = touch();
  return theOneLine(start([...before, rouseExec, ...options, "--", ...argv]), hasRun);
}

/** The same for what a service manager passes. */
export async function refusalOf(
  passed: Passed[],
  { options = [] as string[], lie = {} as Record<string, string | null> } = {},
): Promise<string> {
  const { argv, hasRun } = touch();
  return theOneLine(activate(passed, [rouseExec, ...options, "--", ...argv], { lie }), hasRun);
}

async function theOneLine(running: Running, hasRun: () => boolean): Promise<string> {
  expect(await running.exit(), running.output.all()).toEqual({ code: 125, signal: null });
  expect(hasRun()).toBe(false);
  expect(running.stdout).toBe("");
  expect(running.stderr).toMatch(/^rouse-exec: [^\n]+\n$/);
  return running.stderr.trimEnd();
}

/** The program has run, and rouse-exec said nothing. */
export async function expectToRun(options: string[]): Promise<void> {
  const { argv, hasRun } = touch();
  const running = start([rouseExec, ...options, "--", ...argv]);
  expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
  expect(hasRun()).toBe(true);
  expect(running.stderr).toBe("");
}
