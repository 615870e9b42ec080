import { chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const draft = "web.json.0123456789abcdef.new";

/** What is left beside the report of a service that was started once more. */
async function afterAStart(folder: string): Promise<string[]> {
  const options = [`--listen=@rouse-drafts-${process.pid}`, `--report=${join(folder, "web.json")}`];
  const { code, stderr } = await run([rouseExec, ...options, "--", "true"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return readdirSync(folder).sort();
}

test("what a killed rouse-exec had begun to write is removed at the next start", async () => {
  const folder = tempDir();
  writeFileSync(join(folder, draft), "{");
  writeFileSync(join(folder, draft.replace("0", "f")), "");
  expect(await afterAStart(folder)).toEqual(["web.json"]);
});

test("what only looks like it is left alone", async () => {
  const folder = tempDir();
  const others = [
    `web.jsonx${draft.slice("web.json".length)}`,
    "other.json.0123456789abcdef.new",
    "web.json.0123456789abcde.new",
    "web.json.0123456789abcdefg.new",
    "web.json.0123456789abcdef.new.old",
    "web.json.0123456789ABCDEF.new",
  ];
  for (const name of others) writeFileSync(join(folder, name), "");
  mkdirSync(join(folder, draft));
  const link = draft.replace("0", "f");
  symlinkSync(draft, join(folder, link));
  expect(await afterAStart(folder)).toEqual([...others, draft, link, "web.json"].sort());
});

needsRoot().test("a file of another user is left alone", async () => {
  const folder = tempDir();
  writeFileSync(join(folder, draft), "");
  chownSync(join(folder, draft), 65534, 65534);
  expect(await afterAStart(folder)).toEqual(["web.json", draft]);
});
