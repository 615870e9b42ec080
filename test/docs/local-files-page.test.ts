import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { newRuntimeFile } from "../../src/local/runtime/runtime-file.js";
import { run } from "../harness/start.js";
import { launchDaemon, ownRuntimeDir, startDaemon } from "../local/daemons.js";
import { exampleFolder } from "./example-folder.js";
import { blocks, page } from "./pages.js";

const path = "docs/local-files.md";
const examples = blocks(path, "js");

let folder: string;
beforeAll(() => {
  folder = exampleFolder();
});

/** Returns what the one example that calls `word` prints. */
async function print(word: string): Promise<string[]> {
  const [text = ""] = examples.filter((example) => example.includes(`${word}(`));
  const file = join(folder, `${word}.mjs`);
  writeFileSync(file, text);
  const { stdout, stderr } = await run([process.execPath, file]);
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

describe(`the examples of ${path}`, () => {
  test("are all run here", () => {
    expect(examples).toHaveLength(2);
  });

  test("find it", async () => {
    ownRuntimeDir();
    expect(await print("findDaemon")).toEqual(["notes does not run"]);
    const { pid, portOrPath } = await startDaemon({ service: "notes" });
    expect((await print("findDaemon")).join("\n")).toBe(
      `notes 1.2.3 is process ${pid} { network: 'tcp', host: '127.0.0.1', port: ${portOrPath} }`,
    );
  });

  test("stop it", async () => {
    ownRuntimeDir();
    expect(await print("stopDaemon")).toEqual(["not-running"]);
    const daemon = await startDaemon({ service: "notes" });
    const lines = await print("stopDaemon");
    const ended = new RegExp(`^process ${daemon.pid} was ended by SIG(TERM|KILL)$`);
    expect(lines).toEqual([expect.stringMatching(ended), "stopped"]);
  });
});

/** Returns the names in the first column of the table below this heading. */
function firstColumn(heading: string): string[] {
  const [, section = ""] = page(path).split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  const cells = [...table.matchAll(/^\| (`.*?`) \| [^|\s]/gm)];
  return cells.flatMap(([, cell = ""]) => cell.match(/[\w-]+/g) ?? []);
}

test("the tables name every outcome, and every field of a runtime file", () => {
  const outcomes = ["not-running", "stopped", "handed-over", "still-running"];
  expect(firstColumn("Stop it")).toEqual(outcomes);
  const endpoint = { network: "tcp", host: "127.0.0.1", port: 1 } as const;
  const facts = { service: "notes", serviceVersion: "1", endpoint, activated: false, token: "t" };
  const fields = Object.keys(newRuntimeFile(facts)).sort();
  expect(firstColumn("The runtime file").sort()).toEqual(fields);
});

test("a second start is refused with a sentence that names the first", async () => {
  ownRuntimeDir();
  const first = await startDaemon({ lock: true });
  const second = launchDaemon({ lock: true });
  const [line] = await second.line(/^refused LOCAL_ALREADY_RUNNING .*/);
  expect(line).toContain(`process ${first.pid} at http://127.0.0.1:${first.portOrPath};`);
});
