import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../harness/paths.js";
import { readYamlFiles } from "./yaml-files.js";

// docs.github.com, "Syntax for GitHub's form schema" and "Syntax for issue forms"
const text = z.string().trim().min(1);
const field = {
  id: z.string().regex(/^[\w-]+$/),
  validations: z.strictObject({ required: z.boolean() }).optional(),
};
const shown = { label: text, description: text.optional() };
const filled = { placeholder: text.optional(), value: text.optional() };

const element = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: text }) }),
  z.strictObject({
    type: z.literal("input"),
    ...field,
    attributes: z.strictObject({ ...shown, ...filled }),
  }),
  z.strictObject({
    type: z.literal("textarea"),
    ...field,
    attributes: z.strictObject({ ...shown, ...filled, render: text.optional() }),
  }),
  z.strictObject({
    type: z.literal("dropdown"),
    ...field,
    attributes: z.strictObject({ ...shown, options: z.array(text).min(1) }),
  }),
]);

const form = z.strictObject({
  name: text,
  description: text,
  title: text.optional(),
  labels: z.array(text).optional(),
  body: z.array(element).min(1),
});

const chooser = z.strictObject({
  blank_issues_enabled: z.boolean(),
  contact_links: z.array(z.strictObject({ name: text, url: z.url(), about: text })),
});

const files = readYamlFiles("ISSUE_TEMPLATE");
const forms = [...files].filter(([name]) => name !== "config.yml");

function repeated(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

describe.each(forms)("issue form %s", (name, content) => {
  test("has the shape that GitHub wants", () => {
    expect(name).toMatch(/\.yml$/);
    expect(form.safeParse(content).error?.issues).toBeUndefined();
  });

  test("asks for each thing once, under an id and a label of its own", () => {
    const fields = form.parse(content).body.flatMap((one) => (one.type === "markdown" ? [] : one));
    expect(fields).not.toEqual([]);
    expect(repeated(fields.map(({ id }) => id))).toEqual([]);
    expect(repeated(fields.map(({ attributes }) => attributes.label))).toEqual([]);
  });
});

test("the issue forms have different names", () => {
  expect(forms.length).toBeGreaterThan(0);
  expect(repeated(forms.map(([, content]) => form.parse(content).name))).toEqual([]);
});

test("the page that offers the forms leads to private reports of this repository", () => {
  const { bugs } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const links = chooser.parse(files.get("config.yml")).contact_links;
  const repository = bugs.url.replace(/issues$/, "");
  expect(links.map(({ url }) => url)).toEqual([`${repository}security/advisories/new`]);
});
