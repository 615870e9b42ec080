// Makes a release in build/release/VERSION/ and says what would be published; RELEASING.md is the checklist around it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeArtifacts } from "./release/artifacts.mjs";
import { checkArtifacts } from "./release/check-artifacts.mjs";
import { fetchBinaries } from "./release/locked-packages.mjs";
import { obstacles } from "./release/obstacles.mjs";
import { changelogSection, processors, project, sourceDate } from "./release/project.mjs";

const usage = `usage: node scripts/release.mjs [--publish | --built]
  --publish  also publish the release, unless something is in the way
  --built    take what is built already, for a dry run
  --help     print this and make nothing
Exit status: 0 when the release was made, also where "not yet:" says what is in the way of publishing it; 1 when
something in it is wrong, or --publish has published nothing or not all; 2 for an unknown option.
`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = readOptions();
const isPublishing = asked.publish;
const isBuilt = asked.built && !isPublishing;
if (asked.help) {
  process.stdout.write(usage);
  process.exit();
}
const { version } = project(root);
const out = join(root, "build/release", version);

function readOptions() {
  const type = "boolean";
  const options = { help: { type }, publish: { type }, built: { type } };
  try {
    return parseArgs({ options });
  } catch (error) {
    process.stderr.write(`release.mjs: ${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const say = (text) => process.stdout.write(`${text}\n`);
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: root, stdio: ["inherit", 2, 2] });

/** rouse-exec for each processor: those that the npm package has, too. */
function build() {
  if (!isBuilt) {
    run("npm", "run", "build");
    run("sh", "rouse-exec/build.sh", "aarch64");
    run("npm", "run", "prepack", "--if-present");
  }
  const builds = { x86_64: "rouse-exec", aarch64: "aarch64/rouse-exec" };
  return processors.map((one) => ({
    ...{ ...one, executable: join(root, "rouse-exec/build", builds[one.machine]) },
  }));
}

/** All of it twice: what is made again must be the same. */
function make(executables, scratch) {
  const seconds = sourceDate(root);
  const fetched = (one) => fetchBinaries(one, scratch);
  const again = join(scratch, "again");
  rmSync(out, { recursive: true, force: true });
  const names = makeArtifacts(root, { executables, out, seconds, fetched });
  makeArtifacts(root, { executables, out: again, seconds, fetched });
  return { names, faults: checkArtifacts({ out, again, names, executables, version }) };
}

function publications(names) {
  const tag = `v${version}`;
  const files = names.filter((name) => !name.endsWith(".tgz")).map((name) => join(out, name));
  return [
    ["git", "tag", "--sign", tag, "--message", `Rouse ${version}`],
    ["git", "push", "origin", tag],
    ["npm", "publish", join(out, `rouse-${version}.tgz`)],
    ["gh", "release", "create", tag, "--title", tag, "--notes-file", `${out}.md`, ...files],
  ];
}

const section = changelogSection(root, version);
const inTheWay = obstacles(root, version, section);
for (const reason of inTheWay) say(`not yet: ${reason}`);
if (isPublishing && inTheWay.length > 0) process.exit(1);

const scratch = mkdtempSync(join(tmpdir(), "rouse-release-"));
try {
  const { names, faults } = make(build(), scratch);
  writeFileSync(`${out}.md`, `${section?.text ?? ""}\n`);
  say(`\nRouse ${version} is in ${out}:\n${names.map((name) => `  ${name}`).join("\n")}`);
  for (const fault of faults) say(`wrong: ${fault}`);
  const commands = publications(names);
  say(`\n${isPublishing ? "Publishing" : "What --publish would run"}:`);
  for (const command of commands) say(`  ${command.join(" ")}`);
  if (faults.length > 0) process.exitCode = 1;
  else if (isPublishing) for (const [command, ...args] of commands) run(command, ...args);
} finally {
  rmSync(scratch, { recursive: true });
}
