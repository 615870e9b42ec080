import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../harness/paths.js";
import { readYamlFiles } from "./yaml-files.js";

const [, names = ""] = readFileSync(join(root, ".ci/run"), "utf8").match(/^all=\((.*)\)$/m) ?? [];
const stages = names.split(" ");

/** `.ci/run`, or `.ci/run STAGE...`: what CI does can be done, and is explained, in a checkout. */
const command = z.string().refine((text) => {
  const [program, ...named] = text.split(" ");
  return program === ".ci/run" && named.every((stage) => stages.includes(stage));
}, "is not '.ci/run' with stages of it");

const step = z.union([
  z.strictObject({ uses: z.string().regex(/^actions\/[\w-]+@v\d+$/) }),
  z.strictObject({ run: command }),
]);

const job = z.strictObject({
  "runs-on": z.string().regex(/^ubuntu-\d\d\.\d\d$/),
  "timeout-minutes": z.number().int().positive(),
  container: z.strictObject({
    image: z.string().regex(/^node:\d+-bookworm$/),
    options: z.literal("--privileged"),
  }),
  steps: z.tuple([step], step),
});

/** No `env`, `if`, `with`, `strategy` or secret: what a workflow could say beside `.ci/run`. */
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.enum(["push", "pull_request"]), z.unknown().optional()),
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.record(z.string(), job),
});

const workflows = [...readYamlFiles("workflows")];

test("CI has a workflow", () => {
  expect(workflows.map(([name]) => name)).toContain("ci.yml");
});

describe.each(workflows)("workflow %s", (_, content) => {
  test("calls .ci/run after actions of a named version, and says nothing else", () => {
    expect(workflow.safeParse(content).error?.issues).toBeUndefined();
    const { jobs } = workflow.parse(content);
    for (const { steps } of Object.values(jobs)) {
      expect(steps.filter((one) => "run" in one).length).toBe(1);
    }
  });

  test("runs on the oldest Node that package.json allows", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const [major] = engines.node.match(/\d+/);
    const images = Object.values(workflow.parse(content).jobs).map((one) => one.container.image);
    expect(images).toEqual(images.map(() => `node:${major}-bookworm`));
  });
});

test(".ci/run can be executed", () => {
  accessSync(join(root, ".ci/run"), constants.X_OK);
});
