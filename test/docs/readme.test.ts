import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
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
  const verbs = commands.map((line) => line.match(/^rouse (\w+)/)?.[1]).filter(Boolean);
  expect(verbs).toEqual(["doctor", "listen", "add", "ls", "rm"]);
});

test("README's rouse doctor says what works", async () => {
  const { code, stdout } = await run([process.execPath, rouse, "doctor"], { deadlineMs: 60_000 });
  expect([0, 1]).toContain(code);
  expect(stdout).toMatch(/^node +ok /m);
});

test("README's rouse listen serves as it stands, on another port", async () => {
  const shown = commands.find((line) => line.startsWith("rouse listen"));
  const port = await freePort();
  const words = (shown ?? "").replaceAll("8080", String(port)).split(" ").slice(1);
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
    const shown = commands.filter((line) => /^rouse (add|ls|rm)/.test(line));
    const said: string[] = [];
    for (const line of shown) {
      const words = line.replaceAll("8080", String(port)).split(" ").slice(1);
      const { code, stdout, stderr } = await user.rouse(...words);
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: "" });
      said.push(stdout);
      if (words[0] === "add") expect(await answers(port)).toBe(true);
    }
    expect(said[1]).toMatch(/^NAME +STATE .*\nweb +(waking|awake|sleeps in \d+:\d\d) /);
    expect(said[2]).toBe("web is removed\n");
  },
);

test("README's other commands are scripts of package.json, or install a package", () => {
  const { scripts, version } = JSON.parse(page("package.json"));
  const others = commands.flatMap((line) => line.split(" && ")).filter((one) => /^npm /.test(one));
  const names = others.map((line) => line.match(/^npm (?:run )?(build|demo|test)$/)?.[1]);
  expect(names.filter(Boolean)).toEqual(["build", "demo", "test"]);
  for (const name of names.filter(Boolean)) expect(scripts).toHaveProperty(`${name}`);
  expect(others.filter((_, i) => names[i] === undefined)).toEqual([
    "npm install --global .",
    // test/package installs this file.
    `npm install --global ./rouse-${version}.tgz`,
  ]);
});

test("README's first line puts the command of a built checkout on PATH", async () => {
  const prefix = tempDir();
  const modes = ["--offline", "--no-audit", "--no-fund", "--prefix", prefix];
  const installed = await run(["npm", "install", "--global", ".", ...modes], { cwd: root });
  expect(installed).toMatchObject({ code: 0 });
  const { stdout } = await run([join(prefix, "bin/rouse"), "--version"]);
  expect(stdout).toBe(`${JSON.parse(page("package.json")).version}\n`);
});

/** What depends on the machine, the moment, or the port. */
function withoutFigures(text: string): string {
  const state = /^(web, in the foreground: )(waking|awake|sleeps in [\d:]+|asleep)$/gm;
  return text
    .replace(state, "$1STATE")
    .replace(/ +/g, " ")
    .replace(/\d+([.:]\d+)*/g, "N");
}

needs("curl").test("README's recording is what its commands print, on another port", async () => {
  const [shown = ""] = blocks("README.md", "console");
  const port = await freePort();
  const script = join(root, "scripts/recording.mjs");
  const { code, stdout } = await run([process.execPath, script, `${port}`], {
    deadlineMs: 120_000,
  });
  expect(code).toBe(0);
  expect(withoutFigures(stdout)).toBe(withoutFigures(shown));
  const states = shown.match(/(?<=^web, in the foreground: )\w+/gm);
  expect(states).toEqual(["asleep", "sleeps", "asleep"]);
});
