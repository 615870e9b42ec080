import { join } from "node:path";
import { expect } from "vitest";
import { activate } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { socketInode } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import type { Case, cases } from "./cases.js";

/** How the program is run so that its binds are answered. */
export interface Way {
  /** The command before `bind.mjs STEPS`. */
  argv(maps: string[]): string[];
  env(maps: string[]): Record<string, string>;
  /** What the setting is called in sentences. */
  map: string;
  /** The cases decide otherwise here, or say less. */
  differs?: (made: Case) => Pick<Case, "taken" | "says">;
}

const program = join(root, "test/matching/programs/bind.mjs");
const sentence = /^(?:rouse-exec|\(node:\d+\) \[REGISTER_\w+\] RouseWarning): (.*)$/gm;

export async function decide(caseOf: (typeof cases)[number][1], way: Way): Promise<void> {
  const made = caseOf(await freePortPair(), await freePortPair(), tempDir());
  const { taken, says } = await outcome(made, way);
  const expected = way.differs?.(made) ?? made;
  expect(taken).toEqual(expected.taken);
  expect(says).toEqual((expected.says ?? []).map((text) => text.replace("MAP", way.map)));
}

async function outcome({ passed, maps = [], steps, cwd = "/" }: Case, way: Way) {
  const argv = [...way.argv(maps), program, JSON.stringify(steps)];
  const running = activate(passed, argv, { cwd, env: way.env(maps) });
  const [text] = await running.line(/^\[.*\]$/, { from: "stdout" });
  const inodes = passed.map((_, index) => socketInode(running.pid, 3 + index));
  const results: (number | string)[] = JSON.parse(text);
  const taken = results.map((result) => {
    if (typeof result === "string") return result;
    const index = inodes.indexOf(result);
    return index === -1 ? "own" : index;
  });
  await running.stop("SIGTERM");
  return { taken, says: [...running.stderr.matchAll(sentence)].map(([, said]) => said) };
}
