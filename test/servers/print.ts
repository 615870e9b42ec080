// `npm run compatibility`: runs the matrix, and writes what it saw into the table of docs/compatibility.md.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/paths.js";
import { markdown, type Row } from "./table.js";
import { versionOf } from "./version.js";

interface Result {
  status: string;
  fullName: string;
  meta: { row?: Row };
}

/** A table of a run in which something failed, or could not be tried, would hide that. */
function run(): Result[] {
  const file = join(root, "build/compatibility.json");
  const vitest = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "test/servers/matrix",
    "test/servers/daemons",
    "test/servers/loading",
  ];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  rmSync(file, { force: true });
  const { status } = spawnSync(process.execPath, [...vitest, ...reporters], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  const results = testResults.flatMap((of: { assertionResults: Result[] }) => of.assertionResults);
  const missing = results.filter((result: Result) => result.status !== "passed");
  if (status === 0 && missing.length === 0) return results;
  for (const { status, fullName } of missing) console.error(`${status}: ${fullName}`);
  throw new Error("docs/compatibility.md is as it was: not all of the matrix was run and passed");
}

/** One row a server, of all that its tests showed. */
function rowsOf(results: Result[]): Row[] {
  const rows = new Map<string, Row>();
  for (const row of results.flatMap(({ meta }) => meta.row ?? [])) {
    const before = rows.get(row.server)?.shapes ?? [];
    rows.set(row.server, { ...row, shapes: [...before, ...row.shapes] });
  }
  return [...rows.values()];
}

const page = join(root, "docs/compatibility.md");
const table = markdown(rowsOf(run()), versionOf);
const text = readFileSync(page, "utf8");
writeFileSync(page, text.replace(/^\|[\s\S]*^\|.*$/m, table.join("\n")));
console.log(table.join("\n"));
