import { rouseExec } from "../test/harness/paths.js";
import { attempt } from "./attempt.js";
import { atMost, below, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { differences, median, ratios } from "./pairs.js";
import { output } from "./process.js";
import { c } from "./programs.js";
import { checkTool, otherTools, type Tool } from "./tools.js";

const warmUp = 5;
const added = { what: "rouse-exec start, added to a bare exec", unit: "ms", target: atMost(1.5) };

export const start: Measure = { name: "start", goals: [added, versus("older tools")], measure };

function versus(name: string): Goal {
  return { what: `start through rouse-exec ÷ through ${name}`, target: below(1) };
}

async function measure(settings: Settings): Promise<Row[]> {
  const rows = [await addedByUs(settings)];
  const tools = otherTools();
  for (const tool of tools) {
    rows.push(...(await attempt([versus(tool.name)], () => against(tool, settings))));
  }
  const reason = "ROUSE_BENCH_TOOLS names none";
  return tools.length > 0 ? rows : [...rows, { ...versus("older tools"), reason }];
}

async function addedByUs(settings: Settings): Promise<Row> {
  const [bare = [], ours = []] = await timeSpawn([[], [rouseExec]], settings);
  const figures = [
    `bare ${median(bare).toFixed(2)} ms`,
    `rouse-exec ${median(ours).toFixed(2)} ms`,
  ];
  return { ...added, samples: differences(ours, bare), beside: figures.join(" · ") };
}

async function against(tool: Tool, settings: Settings): Promise<Row[]> {
  checkTool(tool);
  const all = await timeSpawn([[], [rouseExec], [tool.path]], settings);
  const [bare = [], ours = [], theirs = []] = all;
  const [we, they] = [ours, theirs].map((times) => median(differences(times, bare)).toFixed(2));
  const beside = `rouse-exec adds ${we} ms · ${tool.name} adds ${they} ms`;
  return [{ ...versus(tool.name), samples: ratios(ours, theirs), beside }];
}

/** Milliseconds from fork to the end of a program that does nothing, through each tool, one after the other. */
export async function timeSpawn(
  tools: string[][],
  { rounds = 300 }: Settings,
): Promise<number[][]> {
  const commands = tools.flatMap((tool) => ["--", ...tool, c("nothing")]);
  const text = await output([c("time-spawn"), String(rounds + warmUp), ...commands], {
    deadlineMs: 120_000,
  });
  const lines = text.trim().split("\n").slice(warmUp);
  return tools.map((_, index) => lines.map((line) => Number(line.split(" ")[index]) / 1e6));
}
