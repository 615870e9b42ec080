import { closeSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryFile } from "../../src/notify/fd-store.js";
import { after } from "../harness/after.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { activateFds } from "../listen/attempts.js";
import { type Receiver, startReceiver } from "../notify/receiver.js";
import { command, deadlineMs, everyWay, firstAnswer, ways } from "./example.js";

async function next(receiver: Receiver): Promise<string> {
  return (await receiver.next()).text;
}

describe.each(everyWay)("on %s", (way) => {
  test("examples/sdk/progress.mjs says how it is", async () => {
    const receiver = await startReceiver();
    const options = { env: receiver.env };
    const { running, address } = await ways[way]("progress.mjs", { options });
    expect(await next(receiver)).toBe("READY=1\nSTATUS=waiting for the first request");
    await get(address);
    expect(await next(receiver)).toBe("STATUS=1 requests");
    running.signal("SIGTERM");
    expect(await next(receiver)).toBe("STOPPING=1\nSTATUS=finishing what was begun");
    expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
  });

  test("examples/sdk/reload.mjs serves by the new settings, and by the old when they are broken", async () => {
    const receiver = await startReceiver();
    const settings = join(tempDir(), "settings.json");
    const write = (greeting: string) => writeFileSync(settings, JSON.stringify({ greeting }));
    write("one");
    const serving = { args: [settings], options: { env: receiver.env } };
    const { running, address } = await ways[way]("reload.mjs", serving);
    expect(await next(receiver)).toBe("READY=1");
    expect((await get(address)).body).toBe("one\n");

    write("two");
    running.signal("SIGHUP");
    expect(await next(receiver)).toMatch(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    expect(await next(receiver)).toBe("READY=1");
    expect((await get(address)).body).toBe("two\n");

    writeFileSync(settings, "{");
    running.signal("SIGHUP");
    await next(receiver);
    expect(await next(receiver)).toMatch(/^READY=1\nSTATUS=Reload failed: .*JSON/);
    await running.line(/^kept the old settings: .*JSON/, { deadlineMs });
    expect((await get(address)).body).toBe("two\n");
  });

  test("examples/sdk/watchdog.mjs pings while its data are there, and serves without a service manager", async () => {
    const receiver = await startReceiver();
    const data = join(tempDir(), "data");
    const env = { ...receiver.env, WATCHDOG_USEC: "2000000" };
    const { running, address } = await ways[way]("watchdog.mjs", {
      args: [data],
      options: { env },
    });
    expect(await next(receiver)).toBe("READY=1");
    expect((await get(address)).body).toBe("hello\n");
    await running.line(/^no ping: unhealthy$/, { deadlineMs });
    mkdirSync(data);
    expect(await next(receiver)).toBe("WATCHDOG=1");
    rmSync(data, { recursive: true });
    await running.line(/^no ping: unhealthy$/, { nth: 2, deadlineMs });
  });
});

describe("examples/sdk/restore.mjs", () => {
  test("stores its count under its name, and goes on from there", async () => {
    const receiver = await startReceiver();
    const port = await freePort();
    const fd = memoryFile("count", "41");
    after(() => closeSync(fd));
    const argv = command("restore.mjs", { 8080: port });
    const running = activateFds({ count: fd }, argv, { env: receiver.env });
    expect(await firstAnswer(`127.0.0.1:${port}`)).toBe("42\n");
    expect(await next(receiver)).toBe("READY=1");
    running.signal("SIGTERM");
    expect(await next(receiver)).toBe("STOPPING=1");
    expect(await next(receiver)).toBe("FDSTOREREMOVE=1\nFDNAME=count");
    expect(await receiver.next()).toMatchObject({
      text: "FDSTORE=1\nFDNAME=count",
      fds: [expect.stringMatching(/memfd:count/)],
    });
    expect(await next(receiver)).toBe("BARRIER=1");
    expect((await running.exit({ deadlineMs })).code).toBe(0);
  });

  test.each(everyWay)("counts from one on %s, and ends without a service manager", async (way) => {
    const { running, address } = await ways[way]("restore.mjs");
    expect(await firstAnswer(address)).toBe("1\n");
    expect((await get(address)).body).toBe("2\n");
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });
});

test("examples/sdk/backup.mjs waits until its status was read", async () => {
  const receiver = await startReceiver();
  const running = start(command("backup.mjs"), { env: receiver.env });
  expect(await next(receiver)).toBe("STATUS=the backup is done");
  expect(await next(receiver)).toBe("BARRIER=1");
  expect((await running.exit({ deadlineMs })).code).toBe(0);
});

test("examples/sdk/backup.mjs does nothing without a service manager", async () => {
  const running = start(command("backup.mjs"));
  expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
});
