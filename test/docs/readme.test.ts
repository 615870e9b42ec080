import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { needsMachine, startMachine } from "../systemd/machine.js";
import { answers } from "./answers.js";
import { exampleFolder } from "./example-folder.js";
import { blocks, page } from "./pages.js";

const commands = blocks("README.md", "sh")
  .flatMap((text) => text.split("\n"))
  .map((line) => line.replace(/\s+#.*/, ""))
  .filter(Boolean);

test("README's commands of rouse are those that are run here", () => {
  const verbs = commands.map((line) => line.match(/^npx rouse (\w+)/)?.[1]).filter(Boolean);
  expect(verbs).toEqual(["doctor", "listen", "add", "ls", "rm"]);
});

test("README's rouse doctor says what works", async () => {
  const { code, stdout } = await run([process.execPath, rouse, "doctor"], { deadlineMs: 60_000 });
  expect([0, 1]).toContain(code);
  expect(stdout).toMatch(/^node +ok /m);
});

test("README's rouse listen serves as it stands, on another port", async () => {
  const shown = commands.find((line) => line.startsWith("npx rouse listen"));
  const port = await freePort();
  const words = (shown ?? "").replaceAll("8080", String(port)).split(" ").slice(2);
  expect(words).toContain("listen");
  start([process.execPath, rouse, ...words], { cwd: root });
  await until(() => answers(port), { what: "an answer of the server" });
});

test("README's daemon serves as it stands, on another port", async () => {
  const [text = ""] = blocks("README.md", "js");
  const port = await freePort();
  const folder = exampleFolder();
  writeFileSync(join(folder, "server.mjs"), text.replace("8080", String(port)));
  start([process.execPath, join(folder, "server.mjs")]);
  await until(() => answers(port), { what: "an answer of the daemon" });
});

const machine = needsMachine();

machine.test(
  "README's service is added, listed and removed as it stands, on another port",
  async () => {
    const { user } = await startMachine();
    const port = await freePort();
    const shown = commands.filter((line) => /^npx rouse (add|ls|rm)/.test(line));
    const said: string[] = [];
    for (const line of shown) {
      const words = line.replaceAll("8080", String(port)).split(" ").slice(2);
      const { code, stdout, stderr } = await user.rouse(...words);
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: "" });
      said.push(stdout);
      if (words[0] === "add") expect(await answers(port)).toBe(true);
    }
    expect(said[1]).toMatch(/^NAME +STATE .*\nweb +(waking|awake|sleeps in \d+:\d\d) /);
    expect(said[2]).toBe("web is removed\n");
  },
);

test("README's other commands are scripts of package.json", () => {
  const { scripts } = JSON.parse(page("package.json"));
  const names = commands.map((line) => line.match(/^npm (?:run )?(\w+)$/)?.[1]).filter(Boolean);
  expect(names).toEqual(["demo", "test"]);
  for (const name of names) expect(scripts).toHaveProperty(`${name}`);
});
