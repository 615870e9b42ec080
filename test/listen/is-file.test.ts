import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { booted, isFifo, isMq, isSpecial, socketInfo } from "../../src/index.js";
import { after } from "../harness/after.js";
import { tempDir } from "../harness/temp.js";
import { needsLibsystemd } from "./ask-vectors.js";
import { answerOf, asked } from "./libsystemd.js";
import { makePair, makeQueue, makeSocket } from "./make-sockets.js";

needsLibsystemd();

const checks = { sd_is_fifo: isFifo, sd_is_special: isSpecial, sd_is_mq: isMq };

function expectBoth(
  name: keyof typeof checks,
  fd: number,
  path: string | undefined,
  expected: boolean | string,
): void {
  expect(answerOf(() => checks[name](fd, path))).toBe(expected);
  expect(asked(name, fd, path ?? null) ?? expected).toBe(expected);
}

function opened(path: string, flags = constants.O_RDONLY): number {
  const fd = openSync(path, flags);
  after(() => closeSync(fd));
  return fd;
}

function madeFifo(): string {
  const path = join(tempDir(), "fifo");
  execFileSync("mkfifo", [path]);
  return path;
}

test("85. a FIFO is one, and the one at its path", () => {
  const path = madeFifo();
  const fd = opened(path, constants.O_RDWR);
  expectBoth("sd_is_fifo", fd, undefined, true);
  expectBoth("sd_is_fifo", fd, path, true);
  expectBoth("sd_is_fifo", fd, madeFifo(), false);
  expectBoth("sd_is_fifo", fd, "/nonexistent", false);
  expectBoth("sd_is_fifo", fd, "/dev/null/below", false);
  expectBoth("sd_is_fifo", opened("/dev/null"), undefined, false);
  expectBoth("sd_is_fifo", 9999, undefined, "EBADF");
});

test("86. special is a file or a character device", () => {
  const file = join(tempDir(), "file");
  writeFileSync(file, "");
  expectBoth("sd_is_special", opened("/dev/null"), undefined, true);
  expectBoth("sd_is_special", opened("/dev/null"), "/dev/null", true);
  expectBoth("sd_is_special", opened("/dev/null"), "/dev/zero", false);
  expectBoth("sd_is_special", opened("/dev/null"), file, false);
  expectBoth("sd_is_special", opened(file), undefined, true);
  expectBoth("sd_is_special", opened(file), file, true);
  expectBoth("sd_is_special", opened(file), "/dev/null", false);
  expectBoth("sd_is_special", opened(file), "/nonexistent", false);
  expectBoth("sd_is_special", opened("/tmp"), undefined, false);
  expectBoth("sd_is_special", opened(madeFifo(), constants.O_RDWR), undefined, false);
  expectBoth("sd_is_special", makeSocket("inet", "stream"), undefined, false);
});

test("87. a message queue is one", () => {
  const fd = makeQueue(`/rouse-${process.pid}`);
  expectBoth("sd_is_mq", fd, undefined, true);
  expectBoth("sd_is_mq", fd, "noslash", "EINVAL");
  expectBoth("sd_is_mq", makeSocket("inet", "stream"), undefined, false);
  expectBoth("sd_is_mq", makeSocket("inet", "stream"), "noslash", false);
  expectBoth("sd_is_mq", opened("/dev/null"), undefined, false);
  expectBoth("sd_is_mq", 9999, undefined, "EBADF");
  expect(socketInfo(fd).kind).toBe("queue");
  // The answer is ENOENT where /dev/mqueue is not mounted, for both.
  const named = answerOf(() => isMq(fd, `/rouse-${process.pid}`));
  expect([true, "ENOENT"]).toContain(named);
  expect(asked("sd_is_mq", fd, `/rouse-${process.pid}`) ?? named).toBe(named);
});

test("booted is what libsystemd says", () => {
  expect(asked("sd_booted") ?? booted()).toBe(booted());
});

test("socketInfo tells the kinds apart", () => {
  const file = join(tempDir(), "file");
  writeFileSync(file, "");
  const kinds = [opened("/dev/null"), opened(file), opened("/tmp"), makePair("stream")[0]].map(
    (fd) => socketInfo(fd).kind,
  );
  expect(kinds).toEqual(["device", "file", "directory", "socket"]);
  expect(answerOf(() => Boolean(socketInfo(9999)))).toBe("EBADF");
});
