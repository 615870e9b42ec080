import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyHome } from "../cli/completion/session.js";
import { root, rouse } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { blocks, page } from "./pages.js";

const path = "docs/completion.md";
const rows = [...page(path).matchAll(/^\| (bash|zsh|fish) \| `([^`]+)`/gm)];
const commands = new Map(rows.map(([, shell = "", command = ""]) => [shell, command]));

test("the page and --help put the script in the same places", async () => {
  expect([...commands.keys()]).toEqual(["bash", "zsh", "fish"]);
  const help = (await run([process.execPath, rouse, "completion", "--help"])).stdout;
  const missing = [...commands.values()].filter((command) => !help.includes(command));
  expect(missing).toEqual([]);
});

test("fish reads the file that the page says to write", async () => {
  const { home, env } = emptyHome();
  mkdirSync(join(home, ".config/fish/completions"), { recursive: true });
  const own = { cwd: home, env: { ...env, XDG_CONFIG_HOME: undefined } };
  expect((await run(["sh", "-c", commands.get("fish") ?? ""], own)).stderr).toBe("");
  const { stdout } = await run(["fish", "-c", "complete -C 'rouse complet'"], own);
  expect(stdout).toMatch(/^completion\t/);
});

test("the manual pages that it names exist", () => {
  const named = blocks(path, "sh").flatMap((block) => [...block.matchAll(/^man (rouse\S*)$/gm)]);
  const files = named.map(([, name]) => join(root, `packaging/man/${name}.1`));
  expect(files.length).toBeGreaterThan(2);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
