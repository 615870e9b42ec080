import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeCommand } from "../../src/cli/completion/command-tree.js";
import { createProgram } from "../../src/cli/program.js";
import { root, rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

interface Page {
  name: string;
  date: string;
  source: string;
  sections: { title: string; blocks: { text?: string; code?: string }[] }[];
}

const roff: { renderPage(page: Page): string } = await import(join(root, "scripts/man/roff.mjs"));
const folder = join(root, "packaging/man");
const pages = readdirSync(folder);
const program = describeCommand(createProgram([]));
const commands = program.commands.filter(({ words }) => words.at(-1) !== "help");

/** Returns a page as a terminal shows it, without bold and underline. */
async function shown(file: string): Promise<string> {
  const { stdout, stderr } = await run(["mandoc", "-T", "utf8", "-O", "width=100", file]);
  expect(stderr).toBe("");
  return stdout.replace(/.[\b]/gu, "");
}

/** Returns the words of a text: mandoc fills lines anew, so texts are compared by words. */
function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

test("the manual pages are what `npm run man` writes", async () => {
  const { stdout, stderr } = await run([
    process.execPath,
    join(root, "scripts/man.mjs"),
    "--check",
  ]);
  expect([stdout, stderr], "stale: run `npm run man`").toEqual(["", ""]);
});

test("rouse, each of its commands, and rouse-exec have a page", () => {
  const names = [program, ...commands].map((one) => `${one.words.join("-")}.1`);
  expect([...pages].sort()).toEqual([...names, "rouse-exec.1"].sort());
});

describe.each(pages)("%s", (page) => {
  test("gives mandoc nothing to warn about", async () => {
    const { stdout } = await run(["mandoc", "-T", "lint", "-W", "warning", join(folder, page)]);
    expect(stdout).toBe("");
  });

  test("begins with its name and what it does", async () => {
    const text = await shown(join(folder, page));
    const name = page.replace(/\.1$/, "");
    expect(text).toMatch(new RegExp(`^NAME\\n +${name} . [a-z]`, "m"));
    expect(text).toMatch(
      new RegExp(`^SYNOPSIS\\n +${name.replace(/(?<=^rouse)-(?!exec)/, " ")} `, "m"),
    );
  });

  test("says all that --help says", async () => {
    const missing = (await helps(page)).map(words).map(async (help) => {
      const said = new Set(words(await shown(join(folder, page))).flatMap(bare));
      return help.flatMap(bare).filter((word) => !said.has(word) && !layout.has(word));
    });
    expect((await Promise.all(missing)).flat()).toEqual([]);
  });
});

/** Words of --help that are headings there, or that the page puts in other words. */
const layout = new Set([
  "usage",
  "arguments",
  "options",
  "example",
  "examples",
  "|",
  "see",
  "below",
  "help",
  "text",
  "status",
]);

function bare(word: string): string[] {
  return words(word.toLowerCase().replace(/^[`("[<]+|[`).,:;"\]>]+$/g, ""));
}

/** Returns what --help prints for the command and for those below it. */
async function helps(page: string): Promise<string[]> {
  if (page === "rouse-exec.1") return [(await run([rouseExec, "--help"])).stdout];
  const top = createProgram([]);
  const command = top.commands.find((one) => `rouse-${one.name()}.1` === page);
  return command ? [command, ...command.commands].map(printed) : [printed(top)];
}

function printed(command: Command): string {
  let text = "";
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut }).outputHelp();
  return text;
}

test("every character of a text stands for itself", async () => {
  const file = join(tempDir(), "odd.1");
  const odd = [...".'\"\\-^~%$#&|<>[]{}()*@ aBé→", ".br ", "\\fB", "\\n", "\\(aq", " ADDR "];
  const line = fc
    .array(fc.constantFrom(...odd), { maxLength: 30 })
    .map((parts) => parts.join("").trim());
  const some = line.filter((text) => text !== "");
  const isKept = async (title: string, text: string, code: string) => {
    const sections = [{ title, blocks: [{ text }, { code: `.${code}\n'${code}` }] }];
    writeFileSync(
      file,
      roff.renderPage({ name: "odd", date: "2026-01-01", source: "rouse 0", sections }),
    );
    const printed = words(await shown(file)).join(" ");
    expect(printed).toContain(words(`${title} ${text} .${code} '${code}`).join(" "));
  };
  await fc.assert(fc.asyncProperty(some, some, line, isKept), { numRuns: 60 });
});
