import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { answers } from "./answers.js";
import { exampleFolder } from "./example-folder.js";
import { blocks, page } from "./pages.js";

const commands = blocks("README.md", "sh")
  .flatMap((text) => text.split("\n"))
  .map((line) => line.replace(/\s+#.*/, ""))
  .filter(Boolean);

test("README's rouse listen serves as it stands, on another port", async () => {
  const shown = commands.find((line) => line.startsWith("npx rouse listen"));
  const port = await freePort();
  const words = (shown ?? "").replaceAll("8080", String(port)).split(" ").slice(2);
  expect(words).toContain("listen");
  start([process.execPath, rouse, ...words], { cwd: root });
  await until(() => answers(port), { deadlineMs: 10_000, what: "an answer of the server" });
});

test("README's daemon serves as it stands, on another port", async () => {
  const [text = ""] = blocks("README.md", "js");
  const port = await freePort();
  const folder = exampleFolder();
  writeFileSync(join(folder, "server.mjs"), text.replace("8080", String(port)));
  start([process.execPath, join(folder, "server.mjs")]);
  await until(() => answers(port), { deadlineMs: 10_000, what: "an answer of the daemon" });
});

test("README's other commands are scripts of package.json", () => {
  const { scripts } = JSON.parse(page("package.json"));
  const names = commands.map((line) => line.match(/^npm (?:run )?(\w+)$/)?.[1]).filter(Boolean);
  expect(names).toEqual(["demo", "test"]);
  for (const name of names) expect(scripts).toHaveProperty(`${name}`);
});
