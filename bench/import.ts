import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../test/harness/paths.js";
import { environment } from "./cold-programs.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { differences, median } from "./pairs.js";
import { output } from "./process.js";
import { c } from "./programs.js";
import { tempDir } from "./temp.js";

const warmUp = 3;

/** What a program says, and what that is called. */
const programs = {
  empty: "",
  import: `import "rouse";\n`,
  look: `import { listenFds } from "rouse";\nlistenFds();\n`,
};

const added: Goal = {
  what: `import "rouse", added to an empty module`,
  unit: "ms",
  target: atMost(10),
};
const looked: Goal = { what: "the same, and one look at a passed socket", unit: "ms" };

/** `import` is a word of the language. */
export const importTime: Measure = { name: "import", goals: [added, looked], measure };

async function measure({ rounds = 60 }: Settings): Promise<Row[]> {
  const folder = makeProject();
  const commands = Object.keys(programs).flatMap((name) => [
    ...["--", process.execPath, join(folder, `${name}.mjs`)],
  ]);
  const argv = [c("time-spawn"), String(rounds + warmUp), ...commands];
  const text = await output(argv, { deadlineMs: 240_000, env: environment });
  const lines = text.trim().split("\n").slice(warmUp);
  const [empty = [], imported = [], looking = []] = Object.keys(programs).map((_, index) =>
    lines.map((line) => Number(line.split(" ")[index]) / 1e6),
  );
  const figures = `empty ${median(empty).toFixed(1)} ms · import ${median(imported).toFixed(1)} ms`;
  return [
    { ...added, samples: differences(imported, empty), beside: figures },
    { ...looked, samples: differences(looking, empty) },
  ];
}

/** A project that has the package among its node_modules, as npm installs it. */
function makeProject(): string {
  const folder = tempDir();
  writeFileSync(join(folder, "package.json"), "{}");
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/rouse"));
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(folder, `${name}.mjs`), text);
  return folder;
}
