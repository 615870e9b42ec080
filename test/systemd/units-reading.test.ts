import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { parseExec } from "../../src/units/parse-exec.js";
import { parseUnit } from "../../src/units/parse-unit.js";
import { valuesOf } from "../../src/units/unit-assignments.js";
import { givesOrRefuses } from "../errors/errors-of.js";
import { expandSpecifiers, nameSpecifiers } from "../units/specifiers.js";
import { unitFiles } from "../units/unit-files.js";
import { startUserManager, type UserManager } from "./manager.js";

const exec = "[Service]\nType=oneshot\nExecStart=/bin/true\n";

/** Lines that mean something, and the pieces that they consist of. */
const pieces = [
  ...[
    "[Unit]",
    "[Service]",
    "[X-Rouse]",
    "Description=",
    "Description=",
    "Description",
    "=",
    " ",
    "\t",
  ],
  ...["\\", "\\\n", "#", ";", "a", "b", "\ufeff", "\n", "\n", "\r\n", "\n\n"],
];
const almostUnit = fc
  .array(fc.constantFrom(...pieces), { maxLength: 25 })
  .map((all) => all.join(""));

/** Anything that a command line may be made of, except `$`, which systemd replaces later. */
const words = [
  "a",
  "b",
  " ",
  " ",
  "\t",
  '"',
  '"',
  "'",
  "'",
  "\\",
  "\\n",
  "\\t",
  "\\s",
  "\\x41",
  "\\101",
];
const more = [
  "\\u00e9",
  "\\U0001f600",
  "\\;",
  "\\q",
  "é",
  "%n",
  "%N",
  "%p",
  "%i",
  "%j",
  "%J",
  "%f",
  "%%",
  "1",
];
const almostWords = fc
  .array(fc.constantFrom(...words, ...more), { maxLength: 14 })
  .map((all) => all.join(""))
  .filter((text) => text.trim() === text && !/\\$/.test(text));

let manager: UserManager;
beforeAll(async () => {
  manager = await startUserManager({ uid: 61_234 });
});

describe("what Rouse reads in unit files is what systemd reads", () => {
  test("comments, continued lines, sections, resets, line ends", async () => {
    const texts = [
      ...unitFiles.map(([, text]) => text),
      ...fc.sample(almostUnit, 60).map((text) => `[Unit]\n${text}`),
    ];
    const names = texts.map((_, index) => `reads-${index}.service`);
    for (const [index, name] of names.entries()) {
      manager.writeUnit(name, `${texts[index]}`);
      addDropIn(`${name}.d`, exec);
    }
    await manager.daemonReload();
    const shown = await showAll(names, "Id", "Description", "LoadState");
    expect(names.map((name, index) => read(texts[index] ?? "", name))).toEqual(
      shown.map(({ Id, Description, LoadState }) => {
        return LoadState === "error" ? "refused" : Description === Id ? "" : Description;
      }),
    );
  });

  test("words, quotes, escapes and specifiers", async () => {
    const lines = fc.sample(almostWords, 90);
    const good = lines.filter(isReadable);
    const bad = lines.filter((line) => !isReadable(line));
    const printed = join(manager.folder, "words");
    const unit = "a-b\\x2dc@i-j.service";
    const starts = good.map((line) => `ExecStart=/usr/bin/printf %%s\\0 @ ${line}`);
    const output = `StandardOutput=append:${printed}`;
    manager.writeUnit(unit, ["[Service]", "Type=oneshot", output, ...starts, ""].join("\n"));
    const refused = bad.map((_, index) => `bad-words-${index}.service`);
    for (const [index, name] of refused.entries()) {
      manager.writeUnit(name, `[Service]\nExecStart=/bin/true ${bad[index]}\n`);
    }
    await manager.daemonReload();
    await manager.systemctl("start", unit);
    const outputs = readFileSync(printed, "utf8").split(/(?:^|(?<=\0))@\0/);
    expect(outputs.slice(1).map((text) => text.split("\0").slice(0, -1))).toEqual(
      good.map((line) => argsOf(line, unit)),
    );
    const shown = await showAll(refused, "LoadState");
    expect(shown.map(({ LoadState }) => LoadState)).toEqual(bad.map(() => "bad-setting"));
    expect(Math.min(good.length, bad.length)).toBeGreaterThan(5);
  });

  function addDropIn(folder: string, text: string): void {
    const path = join(manager.unitFolder, folder);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "exec.conf"), text);
  }

  async function showAll<K extends string>(units: string[], ...properties: K[]) {
    const text = await manager.systemctl("show", `--property=${properties.join()}`, ...units);
    return text
      .trimEnd()
      .split("\n\n")
      .map((block): { [key in K]?: string } => {
        const pairs = block.split(/\n(?=[A-Z][A-Za-z]*=)/).map((line) => line.split(/=(.*)/s));
        return Object.fromEntries(pairs);
      });
  }
});

function isReadable(line: string): boolean {
  let isRead = false;
  givesOrRefuses(() => {
    isRead = parseExec(`/a ${line}`).length === 1;
  });
  return isRead;
}

/** As unitFiles says it. */
function read(text: string, name: string): string {
  let description = "refused";
  givesOrRefuses(() => {
    const values = valuesOf([parseUnit(text, name)], "Unit", "Description");
    description = values.at(-1)?.value ?? "";
  });
  return description;
}

function argsOf(line: string, unit: string): string[] {
  const [command] = parseExec(`/a ${line}`);
  const [, ...args] = command?.words ?? [];
  return args.map((arg) => expandSpecifiers(arg, nameSpecifiers(unit)));
}
