import { closeSync, readFileSync, readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryFile, removeFds, storeFds } from "../../src/notify/fd-store.js";
import { errorOf } from "../errors/errors-of.js";
import { after } from "../harness/after.js";
import { startReceiver } from "./receiver.js";
import { codes } from "./refusal.js";

test("a memory file has its contents from the beginning, and no child inherits it", () => {
  const contents = Buffer.from("grüße\0".repeat(200_000));
  const fd = memoryFile("state", contents);
  after(() => closeSync(fd));
  expect(readFileSync(`/proc/self/fd/${fd}`).equals(contents)).toBe(true);
  expect(readlinkSync(`/proc/self/fd/${fd}`)).toMatch(/^\/memfd:state/);
  const [, flags = ""] =
    readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/flags:\s+(\d+)/) ?? [];
  expect(Number.parseInt(flags, 8) & 0o2000000).not.toBe(0);
});

test("one that cannot be made is an error with its errno", () => {
  const { code, errno } = errorOf(() => memoryFile("n".repeat(250), ""));
  expect(`${code} ${errno}`).toBe("MEMORY_FILE_FAILED EINVAL");
});

test("descriptors are stored and forgotten by name", async () => {
  const receiver = await startReceiver();
  await storeFds([0], { ...receiver, name: "in", poll: false });
  await storeFds([0], receiver);
  await removeFds("in", receiver);
  const texts = [await receiver.next(), await receiver.next(), await receiver.next()];
  expect(texts.map(({ text }) => text)).toEqual([
    "FDSTORE=1\nFDNAME=in\nFDPOLL=0",
    "FDSTORE=1",
    "FDSTOREREMOVE=1\nFDNAME=in",
  ]);
  expect(texts.map(({ fds }) => fds.length)).toEqual([1, 1, 0]);
  expect(await codes(storeFds([], receiver))).toBe("NOTIFY_MALFORMED EINVAL");
});

test("without a service manager nothing is stored, which is a value", async () => {
  expect(await storeFds([0], { env: {} })).toBe(false);
});
