import { closeSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assignmentKeys } from "../../src/notify/compose.js";
import { memoryFile } from "../../src/notify/store.js";
import { after } from "../harness/after.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { activateFds } from "../listen/attempts.js";
import { type Receiver, startReceiver } from "../notify/receiver.js";
import { blocks, page } from "./pages.js";

const examples = blocks("docs/notifying.md", "js");
const deadlineMs = 15_000;

let folder: string;
beforeAll(() => {
  // Within the checkout: there `import "rouse"` is this package.
  mkdirSync(join(root, "build"), { recursive: true });
  folder = mkdtempSync(join(root, "build/examples-"));
  after(() => rmSync(folder, { recursive: true }));
});

/** The command of the one example that says `word`; of a service that goes on living when it is `part` of one. */
function example(word: string, { port = 8080, isPart = false } = {}): string[] {
  const fitting = examples.filter((text) => text.includes(word));
  expect(fitting).toHaveLength(1);
  const [text = ""] = fitting;
  const path = join(folder, `${word.replace(/\W/g, "")}.mjs`);
  const rest = isPart ? "setInterval(() => undefined, 1000);" : "";
  writeFileSync(path, text.replaceAll("8080", String(port)) + rest);
  return [process.execPath, path];
}

describe("the examples of docs/notifying.md", () => {
  test("are all run here", () => {
    expect(examples).toHaveLength(5);
  });

  test("ready, well, stopping", async () => {
    const receiver = await startReceiver();
    const port = await freePort();
    const running = start(example("createServer", { port }), { env: receiver.env });
    expect(await next(receiver)).toBe("READY=1\nSTATUS=waiting for the first request");
    await get(`127.0.0.1:${port}`);
    expect(await next(receiver)).toBe("STATUS=1 requests");
    running.signal("SIGTERM");
    expect(await next(receiver)).toBe("STOPPING=1\nSTATUS=finishing what was begun");
    expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
  });

  test("a watchdog with a health check", async () => {
    const receiver = await startReceiver();
    const port = await freePort();
    let isWell = false;
    const health = createServer((_, response) => {
      response.statusCode = isWell ? 200 : 500;
      response.end();
    });
    health.listen(port, "127.0.0.1");
    after(() => void health.close());
    const env = { ...receiver.env, WATCHDOG_USEC: "8000000" };
    const running = start(example("watchdog({", { port, isPart: true }), { env });
    await running.line(/^no ping: unhealthy$/, { deadlineMs });
    isWell = true;
    expect(await next(receiver)).toBe("WATCHDOG=1");
  });

  test("systemctl reload", async () => {
    const receiver = await startReceiver();
    const settings = join(tempDir(), "settings.json");
    writeFileSync(settings, "{}");
    const argv = [...example("onReload", { isPart: true }), settings];
    const running = start(argv, { env: receiver.env });
    expect(await next(receiver)).toBe("READY=1");
    running.signal("SIGHUP");
    expect(await next(receiver)).toMatch(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    expect(await next(receiver)).toBe("READY=1");
    writeFileSync(settings, "{");
    running.signal("SIGHUP");
    await next(receiver);
    expect(await next(receiver)).toMatch(/^READY=1\nSTATUS=Reload failed: .*JSON/);
    await running.line(/^kept the old settings: .*JSON/, { deadlineMs });
  });

  test("data over a restart", async () => {
    const receiver = await startReceiver();
    const fd = memoryOf("41");
    const running = activateFds({ seconds: fd }, example("seconds"), { env: receiver.env });
    await running.line(/^continuing at 41$/, { deadlineMs });
    running.signal("SIGTERM");
    expect(await next(receiver)).toBe("FDSTOREREMOVE=1\nFDNAME=seconds");
    const stored = await receiver.next();
    expect(stored).toMatchObject({
      text: "FDSTORE=1\nFDNAME=seconds",
      fds: [expect.stringMatching(/memfd:seconds/)],
    });
    expect(await next(receiver)).toBe("BARRIER=1");
    expect((await running.exit({ deadlineMs })).code).toBe(0);
  });

  test("a short-lived process", async () => {
    const receiver = await startReceiver();
    const running = start(example("the backup is done"), { env: receiver.env });
    expect(await next(receiver)).toBe("STATUS=the backup is done");
    expect(await next(receiver)).toBe("BARRIER=1");
    expect((await running.exit({ deadlineMs })).code).toBe(0);
  });
});

function memoryOf(contents: string): number {
  const fd = memoryFile("seconds", contents);
  after(() => closeSync(fd));
  return fd;
}

async function next(receiver: Receiver): Promise<string> {
  return (await receiver.next()).text;
}

test("the table of docs/notifying.md has every key of notify, and no other", () => {
  const [, table = ""] = page("docs/notifying.md").split("## Everything else");
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([a-z]\w+)/gi)].map(([, key]) => key),
  );
  expect(new Set(named)).toEqual(new Set([...assignmentKeys, "X_"]));
});
