import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { describeCommand } from "../../src/cli/completion/command-tree.js";
import { createProgram } from "../../src/cli/program.js";
import { readElf } from "../build/elf.js";
import { deadLinks } from "../docs/links.js";
import { root, rouse } from "../harness/paths.js";
import { lacking } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { compile, makeConsumer, obstacles, type Packed, packWhole } from "./consumer.js";
import { describeInstalled } from "./installed.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What only a machine that builds for both processors can pack. */
const prebuilt = lacking(obstacles);

let packed: Packed;
let project: string;
beforeAll(() => {
  packed = packWhole();
  project = makeConsumer(packed);
  const { size, unpackedSize, files } = packed;
  console.info(`rouse.tgz has ${size} bytes, ${unpackedSize} unpacked, in ${files.length} files`);
});

/** Every file that "exports" and "bin" name. */
function targets(value: unknown): string[] {
  if (typeof value === "string") return [value.replace(/^\.\//, "")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(targets) : [];
}

describe("the package", () => {
  test("has what it names", () => {
    const named = targets([manifest.exports, manifest.bin, manifest.man]);
    expect(named.filter((path) => !packed.files.includes(path))).toEqual([]);
    expect(named).toContain("dist/index.d.ts");
  });

  test("has the program, its types, its pages, its units and its licence, and nothing else", () => {
    const known = [
      /^dist\/.*(?<!\.test)\.(js|d\.ts)$/,
      /^dist\/commands\/[\w-]+\.cjs$/,
      /^packaging\/man\/rouse[a-z-]*\.1$/,
      /^packaging\/systemd\/rouse\.(socket|service)$/,
      /^docs\/[\w-]+\.md$/,
      /^examples\/(container|sdk)\/(typescript\/)?[\w@-]+(\.\w+)?$/,
      /^prebuilt\/(SHA256SUMS|(x86_64|aarch64)\/rouse-exec|completions\/(rouse\.bash|_rouse|rouse\.fish))$/,
    ];
    const others = packed.files.filter((path) => !known.some((pattern) => pattern.test(path)));
    expect(others.sort()).toEqual([
      ...[
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "bin/rouse.cjs",
      ],
      ...["dist/cli/package.json", "package.json", "packaging/README.md", "rouse-exec/README.md"],
    ]);
    expect(packed.size).toBeLessThan(1_500_000);
  });

  test("has every page and file that its pages link", () => {
    const folder = join(project, "node_modules/rouse");
    const has = (path: string) => existsSync(join(folder, path));
    const text = (path: string) => readFileSync(join(folder, path), "utf8");
    const pages = packed.files.filter((path) => path.endsWith(".md"));
    expect(pages).toContain("docs/README.md");
    expect(pages.flatMap((path) => deadLinks(path, { has, text }))).toEqual([]);
  });

  test("has the page of each command, and each page that a message names", () => {
    const commands = describeCommand(createProgram([])).commands.map(({ words }) => words);
    const manuals = commands.filter((words) => words.at(-1) !== "help");
    const named = manuals.map((words) => `packaging/man/${words.join("-")}.1`);
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(root, "src", file), "utf8"));
    const pages = sources.flatMap((text) => text.match(/\bdocs\/[\w-]+\.md\b/g) ?? []);
    expect([named.length > 10, pages.length > 2]).toEqual([true, true]);
    const missing = [...named, ...pages].filter((path) => !packed.files.includes(path));
    expect(missing).toEqual([]);
  });

  prebuilt.test("has a completion script for each shell that there is one for", async () => {
    const { stdout } = await run([process.execPath, rouse, "completion", "--help"]);
    const shells = ["bash", "zsh", "fish"].filter((shell) => stdout.includes(shell));
    const scripts = { bash: "rouse.bash", zsh: "_rouse", fish: "rouse.fish" };
    const expected = shells.map((shell) => scripts[shell as keyof typeof scripts]).sort();
    const folder = join(project, "node_modules/rouse/prebuilt/completions");
    expect(readdirSync(folder).sort()).toEqual(expected);
  });

  prebuilt.test("has rouse-exec for both processors, with their hashes", async () => {
    const folder = join(project, "node_modules/rouse/prebuilt");
    const { code, stdout } = await run(["sha256sum", "--check", "--strict", "SHA256SUMS"], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "x86_64/rouse-exec: OK\naarch64/rouse-exec: OK\n",
    });
    for (const [arch, machine] of [
      ["x86_64", "X86-64"],
      ["aarch64", "AArch64"],
    ] as const) {
      const path = join(folder, arch, "rouse-exec");
      expect(statSync(path).mode & 0o777).toBe(0o755);
      expect((await readElf(path)).machine).toContain(machine);
    }
  });

  test("installs on every system, needs no compiler, and runs nothing as it is installed", () => {
    const { os, cpu, scripts, dependencies, optionalDependencies, engines } = manifest;
    expect([os, cpu, engines.node]).toEqual([undefined, undefined, ">=20.19"]);
    expect(Object.keys(scripts).filter((name) => /install|prepare$/.test(name))).toEqual([]);
    expect(Object.keys(dependencies).sort()).toEqual([
      "@hono/node-server",
      "commander",
      "hono",
      "zod",
    ]);
    // Where its binary is omitted, koffi's install script builds one with CMake, or fails.
    expect(Object.keys(optionalDependencies)).toEqual(["koffi"]);
  });

  test("says `any` nowhere", () => {
    const declarations = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".d.ts"))
      .map((file) => ({ file, text: readFileSync(join(root, "dist", file), "utf8") }));
    const code = (text: string) => text.replace(/"(?:[^"\\]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const offenders = declarations.filter(({ text }) => /\bany\b/.test(code(text)));
    expect(offenders.map(({ file }) => file)).toEqual([]);
    expect(declarations.length).toBeGreaterThan(50);
  });
});

describe("a consumer in TypeScript", () => {
  const types = ["listening.ts", "notifying.ts"];

  test.each([
    ["node16", { module: "node16", moduleResolution: "node16" }],
    ["nodenext", { module: "nodenext", moduleResolution: "nodenext" }],
    ["bundler", { module: "preserve", moduleResolution: "bundler" }],
  ])("compiles with %s, and wrong calls do not", async (_, settings) => {
    expect(await compile(project, settings, types)).toBe("");
  });

  test("a call that should not compile is noticed", async () => {
    const text = `import { listen } from "rouse";\nlisten({ name: "web" });\n`;
    writeFileSync(join(project, "wrong.ts"), text);
    const said = await compile(project, { module: "nodenext" }, ["wrong.ts"]);
    expect(said).toMatch(/^wrong\.ts\(2,\d+\): error TS2769: No overload matches this call/);
  });

  test("in CommonJS: require, and import()", async () => {
    const required = `import rouse = require("rouse");\nexport const passed = rouse.listenFds();\n`;
    const imported = `export const passed = import("rouse").then(({ listenFds }) => listenFds());\n`;
    writeFileSync(join(project, "required.cts"), required);
    writeFileSync(join(project, "imported.cts"), imported);
    const nodenext = { module: "nodenext" };
    expect(await compile(project, nodenext, ["required.cts", "imported.cts"])).toBe("");
    const node16 = { module: "node16", moduleResolution: "node16" };
    expect(await compile(project, node16, ["imported.cts"])).toBe("");
  });

  test("what is not exported cannot be reached", async () => {
    writeFileSync(join(project, "inside.ts"), `import "rouse/dist/sys/native.js";\n`);
    expect(await compile(project, { module: "nodenext" }, ["inside.ts"])).toMatch(
      /Cannot find module/,
    );
  });
});

describeInstalled(prebuilt, () => packed);
