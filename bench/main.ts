import { parseArgs } from "node:util";
import { codeOf } from "../src/errors/has-code.js";
import { attempt } from "./attempt.js";
import { bind } from "./bind.js";
import { undoAll, undoWhenInterrupted } from "./cleanup.js";
import { coldStart } from "./cold-start.js";
import { connect } from "./connect.js";
import { freeze } from "./freeze.js";
import { gate } from "./gate.js";
import { guards } from "./guards.js";
import { idleLook } from "./idle-look.js";
import { importTime } from "./import.js";
import { list } from "./list.js";
import { loading } from "./loading.js";
import type { Measure, Row, Settings } from "./measure.js";
import { memory } from "./memory.js";
import { begin, finish } from "./progress.js";
import { races } from "./races.js";
import { soak } from "./soak.js";
import { start } from "./start.js";
import { stops } from "./stops.js";
import { storm } from "./storm.js";
import { formatTable, isBroken } from "./table.js";
import { throughput } from "./throughput.js";

class BadUsage extends Error {}

const measures = [
  throughput,
  start,
  bind,
  connect,
  guards,
  memory,
  gate,
  loading,
  coldStart,
  freeze,
  idleLook,
  races,
  stops,
  soak,
  storm,
  importTime,
  list,
];
const names = measures.map(({ name }) => name);
const usage = `usage: node build/bench/main.js [--rounds N] [${names.join(" | ")}]...`;

async function rowsOf({ name, goals, measure }: Measure, settings: Settings): Promise<Row[]> {
  begin(name);
  const rows = await attempt(goals, () => measure(settings));
  await undoAll();
  finish();
  return rows;
}

function parseRounds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new BadUsage(`expected a number of rounds, got "${text}"`);
}

function chosen(wanted: readonly string[]): Measure[] {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new BadUsage(`there is no measure "${unknown}"`);
  return wanted.length === 0 ? measures : measures.filter(({ name }) => wanted.includes(name));
}

/** As parseArgs calls its own errors. */
function isBadUsage(error: unknown): error is Error {
  if (error instanceof BadUsage) return true;
  return error instanceof TypeError && codeOf(error)?.startsWith("ERR_PARSE_ARGS") === true;
}

async function main(): Promise<void> {
  const options = { rounds: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const settings = { rounds: parseRounds(values.rounds) };
  const rows: Row[] = [];
  for (const measure of chosen(positionals)) rows.push(...(await rowsOf(measure, settings)));
  process.stdout.write(`${formatTable(rows)}\n`);
  if (rows.some(isBroken)) process.exitCode = 1;
}

undoWhenInterrupted();
await main().catch((error: unknown) => {
  if (!isBadUsage(error)) throw error;
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 2;
});
