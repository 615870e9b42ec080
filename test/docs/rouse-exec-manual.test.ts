import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { answers } from "./answers.js";
import { blocks, page } from "./pages.js";

const manual = "rouse-exec/README.md";
const examples = blocks(manual, "sh").flatMap((text) => text.trim().split("\n"));
const options = (text: string) =>
  new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option));

async function help(): Promise<string> {
  const { stdout } = await run([rouseExec, "--help"]);
  return stdout;
}

test("the manual and --help name the same options", async () => {
  const known = [...options(await help())];
  expect(known).toEqual(expect.arrayContaining([...options(page(manual))]));
});

test("the changelog names options that rouse-exec or a command of rouse has", async () => {
  const commands = createProgram(undefined).commands.flatMap((one) => [one, ...one.commands]);
  const ofRouse = commands.flatMap((command) => command.options.map(({ long }) => long));
  const known = [...options(await help()), ...ofRouse];
  expect(known).toEqual(expect.arrayContaining([...options(page("CHANGELOG.md"))]));
});

test("the manual's example serves, on another port", async () => {
  const port = await freePort();
  const [shown = ""] = examples;
  const words = shown.replaceAll("8080", String(port)).split(" ").slice(1);
  start([rouseExec, ...words]);
  await until(() => answers(port), { what: "an answer" });
});

test("the manual's --check says that this machine will do", async () => {
  expect(examples).toContain("rouse-exec --check");
  const { stdout, code } = await run([rouseExec, "--check"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hand-over +ok: /m);
});
