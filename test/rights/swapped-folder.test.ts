import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";

const starts = 60;

needsRoot("cc").test(
  "a folder that its owner exchanges for a link costs no file elsewhere",
  async () => {
    const folder = openTempDir();
    const target = join(folder, "root");
    const file = join(target, "socket");
    mkdirSync(target);
    writeFileSync(file, "root's");
    const swapping = start([compileC("rights-swap"), folder, target, "socket"]);
    await swapping.line(/swapping/);
    for (let i = 0; i < starts && existsSync(file); i++)
      await run([rouseExec, `--listen=${folder}/dir/socket`, "--", "true"]);
    expect(readFileSync(file, "utf8")).toBe("root's");
  },
);
