import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { makeConsumer, packPackage } from "./consumer.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const deadlineMs = 60_000;

let project: string;
beforeAll(() => {
  project = makeConsumer(packPackage());
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

  const command = join(root, manifest.bin.rouse);

  test("the command tells an older Node which one it needs", async () => {
    const older = `Object.defineProperty(process, "versions", { value: { node: "20.18.3" } });
      require(${JSON.stringify(command)});`;
    const { code, stdout, stderr } = await run([process.execPath, "-e", older]);
    const needed = manifest.engines.node.replace(">=", "");
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^rouse: needs Node ${needed} or later, and this is [^\n]+\n$`),
    );
    const code5 = readFileSync(command, "utf8").replace(/^\/\/.*$/gm, "");
    expect(code5).not.toMatch(/=>|`|\?\.|\?\?|\b(const|let|class|import)\b/);
  });

  test("the SDK tells an older Node which one it needs", async () => {
    const older = "data:text/javascript,delete process.getBuiltinModule;";
    writeFileSync(join(project, "older.mjs"), 'import "rouse";');
    const argv = [process.execPath, "--import", older, join(project, "older.mjs")];
    const { code, stderr } = await run(argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Error: rouse needs Node 20\.19 or later, and this is v[\d.]+; install a newer Node/,
    );
  });

  test("the command is there", async () => {
    const command = join(project, "node_modules/rouse", manifest.bin.rouse);
    expect(existsSync(command)).toBe(true);
    const { code, stdout } = await run([process.execPath, command, "--version"], { deadlineMs });
    expect([code, stdout.trim()]).toEqual([0, manifest.version]);
  });
});
