import { describe, expect, test } from "vitest";
import { type CommandShape, describeCommand } from "../../../src/cli/completion/command-tree.js";
import { valueKinds } from "../../../src/cli/completion/placeholders.js";
import { valuesOf } from "../../../src/cli/completion/value-kinds.js";
import { createProgram } from "../../../src/cli/program.js";
import { rouse } from "../../harness/paths.js";
import { run, start } from "../../harness/start.js";
import { node } from "../stand-in.js";
import { emptyHome, type Shell, typeInto } from "./session.js";

const program = describeCommand(createProgram([]));

function printed(shell: string) {
  return run([node, rouse, "completion", shell]);
}

test("every placeholder of every command has a kind of value", () => {
  const open = valuesOf(program).filter(({ choices }) => choices.length === 0);
  const placeholders = open.map(({ placeholder }) => placeholder);
  expect(placeholders.filter((one) => !(one in valueKinds))).toEqual([]);
  expect(placeholders).toContain("ADDR");
});

test("what rouse edit --set takes are the options of the commands that make services", () => {
  const kind = valueKinds["OPTION=VALUE"];
  const words = kind?.from === "words" ? kind.words.map(([word]) => word.replace(/=$/, "")) : [];
  const makers = createProgram([]).commands.filter((one) => /^(add|podman)$/.test(one.name()));
  const names = makers.flatMap(({ options }) => options.map((one) => one.name()));
  const ofTheRun = ["user", "system", "dry-run", "json", "host"];
  const settable = names.filter((name) => !ofTheRun.includes(name));
  expect([...words].sort()).toEqual(
    [...new Set(settable.map((name) => name.replace(/^no-/, "")))].sort(),
  );
});

test("an option that gathers its values is known to be repeatable", () => {
  const root = createProgram([]);
  const all = [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)];
  const gathers = all.flatMap(({ options }) =>
    options.filter(({ parseArg }) => parseArg && /\[\.\.\./.test(String(parseArg))),
  );
  const known = allOf(program).flatMap(({ options }) => options.filter((one) => one.isRepeatable));
  expect(known.length).toBe(gathers.length);
  expect(known.map(({ names }) => names.at(-1))).toContain("--map");
});

function allOf(command: CommandShape): CommandShape[] {
  return [command, ...command.commands.flatMap(allOf)];
}

describe.each<Shell>(["bash", "zsh", "fish"])("rouse completion %s", (shell) => {
  test("prints what completes every command that the help has", async () => {
    const { code, stdout, stderr } = await printed(shell);
    expect([code, stderr]).toEqual([0, ""]);
    const commands = allOf(program).filter(({ words }) => words.length > 1);
    const lines = commands.map(({ words }) => words.join(" "));
    const { home, env } = emptyHome();
    const completed = await typeInto(shell, stdout, lines, { home, env: { ...env, SOURCED: "1" } });
    const offered = completed.map(({ candidates }) => candidates);
    expect(offered).toEqual(commands.map(({ words }) => expect.arrayContaining([words.at(-1)])));
  });
});

test("rouse completion --names knows the services in the foreground", async () => {
  const { home, env } = emptyHome();
  const options = { cwd: home, env };
  const listen = ["listen", `@rouse-names-${process.pid}`, "--name", "here", "--", "true"];
  await start([node, rouse, ...listen], options).line(/^rouse: holding /);
  const { code, stdout } = await run([node, rouse, "completion", "--names"], options);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "here\n" });
});

test("rouse completion without a shell, or for another one, says which there are", async () => {
  const missing = await run([node, rouse, "completion"]);
  expect([missing.code, missing.stderr]).toEqual([
    125,
    "rouse: SHELL is missing: expected one of bash, zsh, fish; see `rouse completion --help`\n",
  ]);
  const { code, stderr } = await printed("tcsh");
  expect([code, stderr]).toEqual([125, expect.stringContaining("bash, zsh, fish")]);
});
