import { isExecutable } from "../test/harness/on-path.js";
import { NotMeasured } from "./measure.js";

/** Another tool that takes LISTEN_FDS and a program: `path PROGRAM`. */
export interface Tool {
  name: string;
  path: string;
}

/** ROUSE_BENCH_TOOLS: `name=path`, separated by commas. */
export function otherTools(text = process.env.ROUSE_BENCH_TOOLS ?? ""): Tool[] {
  return text.split(",").filter(Boolean).map(parseTool);
}

function parseTool(text: string): Tool {
  const [, name, path] = text.match(/^([^=]+)=(.+)$/) ?? [];
  if (name && path) return { name, path };
  throw new Error(`expected NAME=PATH in ROUSE_BENCH_TOOLS, got "${text}"`);
}

export function checkTool({ path }: Tool): void {
  if (!isExecutable(path)) throw new NotMeasured(`${path} is not an executable file`);
}
