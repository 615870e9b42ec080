import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { checkout, node } from "../systemd/manager.js";
import { installService } from "../systemd/service.js";
import { asEachUser } from "../systemd/users.js";
import { exampleFolder } from "./example-folder.js";
import { blocks } from "./pages.js";

const [daemon = "", client = "", ...others] = blocks("docs/local.md", "js");
const [socketUnit = "", serviceUnit = ""] = blocks("docs/local.md", "ini");
const deadlineMs = 60_000;

let folder: string;
beforeAll(() => {
  folder = exampleFolder();
  // The user whose units run it must be able to enter.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "daemon.mjs"), daemon);
  writeFileSync(join(folder, "client.mjs"), client);
});

describe("the examples of docs/local.md", () => {
  test("are all run here", () => {
    expect(others).toEqual([]);
  });

  test.each([
    ["its default path", ""],
    ["a port", '  endpoint: "127.0.0.1:0",\n'],
  ])("the daemon on %s, and its client", async (_, line) => {
    const env = { XDG_RUNTIME_DIR: tempDir(), NOTIFY_SOCKET: undefined };
    const path = join(folder, "daemon-there.mjs");
    writeFileSync(path, daemon.replace(/ {2}version:.*\n/, `$&${line}`));
    const running = start([process.execPath, path], { env });
    await running.line(/^on its own/, { deadlineMs });
    const { stdout } = await run([process.execPath, join(folder, "client.mjs")], { env });
    expect(stdout).toBe("hello\n");
    expect(await running.stop()).toEqual({ code: 0, signal: null });
    const gone = await run([process.execPath, join(folder, "client.mjs")], { env });
    expect(gone.stderr).toContain("demo does not run");
  });

  test("the daemon says why it refuses", async () => {
    const runtime = tempDir();
    const env = { XDG_RUNTIME_DIR: runtime, NOTIFY_SOCKET: undefined };
    const running = start([process.execPath, join(folder, "daemon.mjs")], { env });
    await running.line(/^on its own/, { deadlineMs });
    const address = join(runtime, "demo/daemon.sock");
    const answer = await get(address, {
      headers: { host: "localhost", origin: "http://evil.com" },
    });
    expect([answer.status, answer.headers["content-type"]]).toEqual([
      403,
      "application/problem+json",
    ]);
    await running.line(/^refused: site .*evil\.com/);
  });
});

asEachUser("the units of docs/local.md", (manager, uid) => {
  test("pass the socket of the daemon to it at the first request", async () => {
    const lines = (text: string, word: string) =>
      (text.match(new RegExp(`\\[${word}\\]\\n((?:.+\\n)*)`))?.[1] ?? "").trim().split("\n");
    const [listen = "", ...socket] = lines(socketUnit, "Socket");
    const path = join(folder, "daemon.mjs").replace(root, checkout);
    const service = await installService(manager(), {
      name: "demo",
      listen: [listen],
      socket,
      service: lines(serviceUnit, "Service").filter((line) => !line.startsWith("ExecStart")),
      exec: [node, path],
    });
    const curl = ["curl", "--silent", "--max-time", "50", "--unix-socket"];
    const at = [`/run/user/${uid}/demo/daemon.sock`, "http://localhost/"];
    expect((await manager().inside([...curl, ...at])).stdout).toBe("hello\n");
    await until(() => /^passed/.test(service.log), { what: "its first line" });
    await manager().systemctl("stop", "demo.service");
    expect(await service.ended()).toMatchObject({ Result: "success" });
  });
});
