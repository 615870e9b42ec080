import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { activate, hold } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { request, say } from "../idle/clients.js";
import { startReceiver } from "../notify/receiver.js";
import { answers } from "./answers.js";
import { exampleFolder } from "./example-folder.js";
import { blocks, page } from "./pages.js";

const path = "docs/idle.md";
const examples = blocks(path, "js");
const deadlineMs = 60_000;

let folder: string;
beforeAll(() => {
  folder = exampleFolder();
});

/** Returns the command of the one example that contains `word`, changed to wait no longer than `span`. */
function example(word: string, span: string, port = 8080): string[] {
  const fitting = examples.filter((text) => text.includes(word));
  expect(fitting).toHaveLength(1);
  const [text = ""] = fitting;
  const file = join(folder, `${word.replace(/\W/g, "")}${span}.mjs`);
  writeFileSync(
    file,
    text.replace(/after: "[^"]*"/, `after: "${span}"`).replace("8080", String(port)),
  );
  return [process.execPath, file];
}

describe("the examples of docs/idle.md", () => {
  test("are all run here", () => {
    expect(examples).toHaveLength(2);
  });

  test("an HTTP server exits and is started again, and stays when it was not activated", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const holder = hold([{ kind: "tcp", address }], example("8080", "200ms"));
    await holder.line(/^holding$/, { deadlineMs });
    for (const nth of [1, 2]) {
      expect((await get(address)).body).toBe("hello\n");
      await holder.line(/^exited \d+ -15$/, { nth, deadlineMs });
    }
    const port = await freePort();
    const alone = start(example("8080", "201ms", port));
    await alone.line(/^stays: not-activated$/, { deadlineMs });
    await until(() => answers(port), { deadlineMs });
  });

  test("server-sent events, and a handler that closes once more", async () => {
    const receiver = await startReceiver();
    const address = `127.0.0.1:${await freePort()}`;
    const server = example("closeAllConnections", "300ms");
    const running = activate([{ kind: "tcp", address, name: "events" }], server, {
      env: receiver.env,
    });
    expect((await receiver.next()).text).toBe("READY=1");
    expect((await receiver.next()).text).toBe("STOPPING=1\nSTATUS=idle");
    expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
    expect(running.stdout).toBe("nobody is there\nsaved\n");
  });

  test("server-sent events end at systemctl stop", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const server = example("closeAllConnections", "60s");
    const holder = hold([{ kind: "tcp", address, name: "events" }], server);
    await holder.line(/^holding$/, { deadlineMs });
    await say(await connect(address), request("/"), /hello/);
    holder.signal("SIGTERM");
    await holder.exit({ deadlineMs });
    expect(holder.stdout).toContain("saved\n");
  });
});

test("the table of docs/idle.md has every reason to stay, and no other", () => {
  const [, table = ""] = page(path).split("| `never` | |");
  const named = [
    ...table
      .split("\n\n", 1)
      .join("")
      .matchAll(/^\| `([a-z-]+)` \|/gm),
  ];
  const source = readFileSync(join(root, "src/idle/never-reason.ts"), "utf8");
  const [type = ""] = source.match(/NeverReason = [^;]*;/) ?? [];
  const reasons = [...type.matchAll(/"([a-z-]+)"/g)].map(([, reason]) => reason);
  expect(named.map(([, reason]) => reason)).toEqual(reasons);
});
