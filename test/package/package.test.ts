import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { compile, makeConsumer, type Packed, packPackage } from "./consumer.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const deadlineMs = 60_000;

let packed: Packed;
let project: string;
beforeAll(() => {
  packed = packPackage();
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
    const named = targets([manifest.exports, manifest.bin]);
    expect(named.filter((path) => !packed.files.includes(path))).toEqual([]);
    expect(named).toContain("dist/index.d.ts");
  });

  test("has the program, its types, its manual pages, its units and its licence, and nothing else", () => {
    const known =
      /^dist\/.*(?<!\.test)\.(js|d\.ts)$|^dist\/commands\/[\w-]+\.cjs$|^packaging\/man\/rouse[a-z-]*\.1$|^packaging\/systemd\/rouse\.(socket|service)$/;
    const others = packed.files.filter((path) => !known.test(path));
    expect(others.sort()).toEqual([
      "LICENSE",
      "README.md",
      "dist/cli/package.json",
      "package.json",
    ]);
    expect(packed.size).toBeLessThan(500_000);
  });

  test("installs on every system, needs no compiler, and runs nothing as it is installed", () => {
    const { os, cpu, scripts, dependencies, engines } = manifest;
    expect([os, cpu, engines.node]).toEqual([undefined, undefined, ">=20.19"]);
    expect(Object.keys(scripts).filter((name) => /install|prepare$/.test(name))).toEqual([]);
    expect(Object.keys(dependencies).sort()).toEqual([
      "@hono/node-server",
      "commander",
      "hono",
      "koffi",
      "zod",
    ]);
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

describe("a consumer runs", () => {
  const body = `
    const server = require("node:net").createServer();
    listen(server, { fallback: { host: "127.0.0.1", port: 0 } }).then(({ activated }) => {
      console.log(listenFds().length, activated, server.address().port > 0);
      server.close();
    });`;
  const programs = {
    "module.mjs": `import { createRequire } from "node:module"; import { listen, listenFds } from "rouse";
      const require = createRequire(import.meta.url);${body}`,
    "imported.cjs": `import("rouse").then(({ listen, listenFds }) => {${body}});`,
    "required.cjs": `const { listen, listenFds } = require("rouse");${body}`,
  };

  test.each(Object.entries(programs))("%s", async (name, text) => {
    writeFileSync(join(project, name), text);
    const { code, stdout, stderr } = await run([process.execPath, join(project, name)], {
      env: { LISTEN_FDS: undefined, NODE_OPTIONS: "--trace-warnings" },
      deadlineMs,
    });
    // Node 20.19 to 22.12 warn that require() of a module is experimental.
    const said = /ExperimentalWarning: CommonJS module .* is loading ES Module/.test(stderr);
    expect({ code, stdout, stderr: said ? "" : stderr }).toEqual({
      code: 0,
      stdout: "0 false true\n",
      stderr: "",
    });
  });

  test("the command is there", async () => {
    const command = join(project, "node_modules/rouse", manifest.bin.rouse);
    expect(existsSync(command)).toBe(true);
    const { code, stdout } = await run([process.execPath, command, "--version"], { deadlineMs });
    expect([code, stdout.trim()]).toEqual([0, manifest.version]);
  });
});
