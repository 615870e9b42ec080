// Writes packaging/man/ from what --help is made of: a page for rouse, one for each of its commands, and one for
// rouse-exec; and names them in package.json, by which npm installs them. --check writes nothing and names the pages that are not what they would be.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandPage } from "./man/command-page.mjs";
import { execPage } from "./man/exec-page.mjs";
import { renderPage } from "./man/roff.mjs";
import { surroundings } from "./man/surroundings.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "packaging/man");
const read = (path) => readFileSync(join(root, path), "utf8");
const { createProgram } = await import(join(root, "build/src/cli/program.js"));
const { describeCommand } = await import(join(root, "build/src/cli/completion/command-tree.js"));

const program = describeCommand(createProgram([]));
const manifest = JSON.parse(read("package.json"));
const source = `rouse ${manifest.version}`;
const commands = program.commands.filter(({ words }) => words.at(-1) !== "help");
const names = commands.map(({ words }) => `${words.join("-")}(1)`);
const exec = spawnSync(join(root, "rouse-exec/build/rouse-exec"), ["--help"], { encoding: "utf8" });
if (exec.status !== 0) throw new Error("rouse-exec --help failed: run `npm run build`");

const pages = [
  commandPage(program, { surroundings, others: [...names, "rouse-exec(1)", "systemd.socket(5)"] }),
  ...commands.map((one) => commandPage(one, { others: ["rouse(1)", "rouse-exec(1)"] })),
  execPage(exec.stdout, read("rouse-exec/README.md"), {
    others: ["rouse(1)", "systemd.socket(5)"],
  }),
];

/** The date is that of its last change: a page whose text is the same keeps it. */
function write({ name, sections }) {
  const file = join(folder, `${name}.1`);
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [date] = old.match(/(?<=^\.TH .*)\d{4}-\d\d-\d\d/m) ?? [""];
  if (renderPage({ name, date, source, sections }) === old) return [];
  const today = new Date().toISOString().slice(0, 10);
  if (!isCheck) writeFileSync(file, renderPage({ name, date: today, source, sections }));
  return [`${name}.1`];
}

/** npm takes no folder (npm 11): every page is named. */
function list() {
  const man = pages.map(({ name }) => `./packaging/man/${name}.1`);
  if (manifest.man === undefined || `${manifest.man}` === `${man}`) return [];
  const text = `${JSON.stringify({ ...manifest, man }, undefined, 2)}\n`;
  if (!isCheck) writeFileSync(join(root, "package.json"), text);
  return ["package.json"];
}

const isCheck = process.argv.includes("--check");
const left = readdirSync(folder).filter((file) => !pages.some(({ name }) => file === `${name}.1`));
if (!isCheck) for (const file of left) rmSync(join(folder, file));
const changed = [...pages.flatMap(write), ...left, ...list()];
if (isCheck && changed.length > 0) {
  process.stdout.write(`${changed.join("\n")}\n`);
  process.exitCode = 1;
}
