import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { routes } from "../../src/daemon/routes.js";
import { root, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { blocks, page } from "./pages.js";

const path = "docs/daemon.md";
const commands = blocks(path, "sh").flatMap((text) => text.trim().split("\n"));

/** Returns a shell in which `rouse` is the CLI of this checkout, with a runtime folder and port of this test. */
async function shell() {
  const port = await freePort();
  const env = { XDG_RUNTIME_DIR: tempDir() };
  const argv = (command: string) => {
    const line = command.replace("7373", String(port)).replace(/^rouse/, `"$0" ${rouse}`);
    return ["sh", "-c", `exec ${line}`, process.execPath];
  };
  return {
    run: (command: string) => run(argv(command), { env, cwd: root }),
    start: (command: string) => start(argv(command), { env, cwd: root }),
  };
}

async function serving(daemon: Running): Promise<void> {
  await daemon.line(/^rouse: serving at /);
}

needs("curl").describe(`the commands of ${path}`, () => {
  test("are these, in this order", () => {
    expect(commands.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "install -D",
      ...["systemctl --user", "systemctl --user", "rouse daemon", "rouse daemon", "rouse daemon"],
      ...["curl --unix-socket", "rouse daemon", "curl -H", "rouse daemon"],
    ]);
  });

  test("serve, show the state and stop", async () => {
    const { start, run } = await shell();
    const [, , , serve = "", status = "", json = "", curl = "", , , stop = ""] = commands;
    const daemon = start(serve);
    await serving(daemon);
    expect((await run(status)).stdout).toContain("services: none\n");
    expect(JSON.parse((await run(json)).stdout)).toMatchObject({ running: true });
    expect(JSON.parse((await run(curl)).stdout)).toMatchObject({ services: [] });
    expect(await run(stop)).toMatchObject({ code: 0 });
    // With SIGKILL when it takes longer than two seconds: test/daemon/command-line.test.ts looks at that.
    await daemon.exit();
  });

  test("serve on a port, for clients that have the token", async () => {
    const { start, run } = await shell();
    const onPort = commands.find((line) => line.includes("7373")) ?? "";
    await serving(start(onPort));
    expect(await run("rouse daemon status")).toMatchObject({ code: 0 });
    const withToken = commands.find((line) => line.startsWith("curl -H")) ?? "";
    expect(JSON.parse((await run(withToken)).stdout)).toMatchObject({ services: [] });
  });
});

test(`${path} has a row for every route`, () => {
  const rows = [...page(path).matchAll(/^\| `GET (\S+)` \|/gm)].map(([, route]) => route);
  const served = routes.map(({ path }) => path.replace("{name}", "NAME"));
  expect(rows).toEqual([...served, "/v1/openapi.json"]);
});

test(`the command of ${path} installs both units from a global package`, async () => {
  const [HOME, bin] = [tempDir(), tempDir()];
  symlinkSync(root, join(bin, "rouse"));
  writeFileSync(join(bin, "npm"), `#!/bin/sh\n[ "$*" = "root -g" ] && echo ${bin}\n`, {
    mode: 0o755,
  });
  const env = { HOME, PATH: `${bin}:${process.env.PATH}` };
  expect(await run(["sh", "-c", commands[0] ?? ""], { env })).toMatchObject({ code: 0 });
  const installed = readdirSync(join(HOME, ".config/systemd/user"));
  expect(installed.sort()).toEqual(["rouse.service", "rouse.socket"]);
});
