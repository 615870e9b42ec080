import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect } from "vitest";
import { root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

const source = join(root, "rouse-exec");
const targets = readdirSync(join(source, "fuzz/targets")).map((file) => basename(file, ".c"));
const seconds = 1;

const { describe, test } = needs("clang");

describe("what comes from outside ends nothing and says nothing wrong:", () => {
  beforeAll(async () => {
    const build = ["sh", join(source, "build.sh"), "fuzz"];
    const { code, stderr } = await run(build, { env: { CC: undefined }, deadlineMs: 300_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }, 330_000);

  test.each(targets)("%s", async (target) => {
    const fuzz = ["sh", join(source, "fuzz/run.sh"), String(seconds), target];
    const { code, stderr } = await run(fuzz, { deadlineMs: 60_000 });
    expect(code, stderr.slice(-4000)).toBe(0);
    const [, executed] = stderr.match(/stat::number_of_executed_units: (\d+)/) ?? [];
    const seeds = readdirSync(join(source, "fuzz/seeds", target));
    expect(Number(executed), "more than the seeds").toBeGreaterThan(seeds.length);
  });
});
