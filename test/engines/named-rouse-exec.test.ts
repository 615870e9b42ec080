import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findNamedRouseExec } from "../../src/engines/systemd/inventory/find-named-rouse-exec.js";
import { findServiceKind } from "../../src/units/service-kind.js";
import { root } from "../harness/paths.js";
import { tempDir } from "../harness/temp.js";

const older = join(root, "test/older-units/0.1.0");

test.each(readdirSync(older))("is found in the units that 0.1.0 wrote: %s", (folder) => {
  const files = readdirSync(join(older, folder)).map((name) => join(older, folder, name));
  const kind = findServiceKind(folder.replace(/-.*/, "")) ?? "add";
  expect(findNamedRouseExec({ kind, files })).toBe("/opt/rouse-0.1.0/rouse-exec");
});

const path = "/opt/a/rouse-exec";

test.each<[what: string, text: string, expected: string | undefined]>([
  ["one command", `[Service]\nExecStart=${path} -- x\n`, path],
  ["a command that takes another back", `[Service]\nExecStart=\nExecStart=${path} -- x\n`, path],
  ["blanks around", `[Service]\n ExecStart = ${path} -- x\n`, path],
  ["quotes", `[Service]\nExecStart="/opt/a b/rouse-exec" -- x\n`, "/opt/a b/rouse-exec"],
  ["a percent sign", "[Service]\nExecStart=/opt/50%%/rouse-exec -- x\n", "/opt/50%/rouse-exec"],
  ["a later command", `[Service]\nExecStart=/old/rouse-exec x\nExecStart=${path} -- x\n`, path],
  [
    "a line that goes on",
    `[Service]\nX=1 \\\nExecStart=/no/rouse-exec x\nExecStart=${path} x\n`,
    path,
  ],
  ["a comment", `[Service]\n# ExecStart=/no/rouse-exec x\nExecStart=${path} x\n`, path],
  ["another program", "[Service]\nExecStart=/usr/bin/python3 x\n", undefined],
  ["a rouse-exec of another name", "[Service]\nExecStart=/opt/rouse-exec.old -- x\n", undefined],
  ["no command", "[Service]\nType=simple\n", undefined],
])("is told by a unit with %s", (_, text, expected) => {
  const file = join(tempDir(), "web.service");
  writeFileSync(file, text);
  expect(findNamedRouseExec({ kind: "add", files: [file, join(tempDir(), "gone.service")] })).toBe(
    expected,
  );
});
