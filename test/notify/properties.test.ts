import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Assignments } from "../../src/notify/assignments.js";
import { compose } from "../../src/notify/compose.js";
import { checkMessage, type Message } from "../../src/notify/message.js";
import { parseNotifyAddress } from "../../src/notify/notify-address.js";
import { watchdogEnabled } from "../../src/notify/watchdog-enabled.js";
import { givesOrRefuses } from "../errors/errors-of.js";
import { parse } from "./receiver.js";

const line = fc
  .string({ unit: "binary", maxLength: 300 })
  .filter((text) => !/[\n\0\p{Noncharacter_Code_Point}]/u.test(text));
const fdName = fc
  .string({ unit: "binary-ascii", maxLength: 255 })
  .filter((name) => /^[ -9;-~]*$/.test(name));
const usec = fc.bigInt({ min: 1n, max: 2n ** 64n - 2n });
const fd = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const plain = {
  status: line,
  errno: fc.integer({ min: 0, max: 4095 }),
  mainPid: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  watchdogUsec: usec,
  extendTimeoutUsec: usec,
  exitStatus: fc.integer({ min: 0, max: 255 }),
  X_MINE: line,
};
const wire: Record<string, string> = {
  ...{ status: "STATUS", errno: "ERRNO", mainPid: "MAINPID", watchdogUsec: "WATCHDOG_USEC" },
  ...{ extendTimeoutUsec: "EXTEND_TIMEOUT_USEC", exitStatus: "EXIT_STATUS", X_MINE: "X_MINE" },
};

describe("for any input", () => {
  test("what is composed, a service manager reads as it was meant", () => {
    const statement = fc
      .record(plain, { requiredKeys: [] })
      .filter((given) => Object.keys(given).length > 0);
    fc.assert(
      fc.property(statement, (given) => {
        const { text, fds } = compose(given);
        const expected = Object.entries(given).map(([key, value]) => [wire[key], String(value)]);
        expect(fds).toEqual([]);
        expect(parse(text)).toEqual(new Map(expected as [string, string][]));
      }),
    );
  });

  test("descriptors and their name arrive as they were given", () => {
    const fds = fc.array(fd, { minLength: 1, maxLength: 253 });
    fc.assert(
      fc.property(fds, fdName, (fdStore, name) => {
        const message = compose({ fdStore, fdName: name });
        expect(message.fds).toEqual(fdStore);
        expect(Object.fromEntries(parse(message.text))).toEqual({ FDSTORE: "1", FDNAME: name });
      }),
    );
  });

  test("no text can add an assignment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (status) => {
        givesOrRefuses(() => {
          expect(compose({ status }).text.split("\n")).toHaveLength(1);
        });
      }),
    );
  });

  test("a raw message is sent as it is, or refused", () => {
    const fds = fc.oneof(fc.array(fc.oneof(fd, fc.anything())), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.anything()), fds, (text, given) =>
        givesOrRefuses(() => checkMessage({ text, fds: given } as Message)),
      ),
      { numRuns: 1000 },
    );
  });

  test("compose gives a message or refuses", () => {
    const keys = [...Object.keys(plain), "ready", "reloading", "stopping", "watchdog", "fdStore"];
    const more = ["fdStoreRemove", "fdName", "fdPoll", "mainPidfd", "barrier", "notifyAccess"];
    const key = fc.oneof(fc.constantFrom(...keys, ...more), fc.string());
    const value = fc.oneof(fc.anything(), line, usec, fd, fc.array(fd), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), (given) =>
        givesOrRefuses(() => compose(given as Assignments)),
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.anything(), (given) => givesOrRefuses(() => compose(given as Assignments))),
    );
  });

  test("an address is read as it was written", () => {
    const name = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 106 });
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 2 });
    const scheme = fc.constantFrom("vsock", "vsock-stream", "vsock-dgram", "vsock-seqpacket");
    fc.assert(
      fc.property(name, scheme, u32, u32, (text, vsock, cid, port) => {
        expect(parseNotifyAddress(`/${text}`)).toMatchObject({ kind: "path", path: `/${text}` });
        expect(parseNotifyAddress(`@${text}`)).toMatchObject({ kind: "abstract", name: text });
        const found = parseNotifyAddress(`${vsock}:${cid}:${port}`);
        expect(found).toMatchObject({ kind: "vsock", cid, port });
      }),
    );
  });

  test("an address is read or refused", () => {
    const start = fc.constantFrom("", "/", "@", "vsock:", "vsock-stream:", "vsock-", "vsock:2:");
    fc.assert(
      fc.property(start, fc.string({ unit: "binary" }), (prefix, rest) =>
        givesOrRefuses(() => parseNotifyAddress(prefix + rest)),
      ),
    );
  });

  test("the watchdog's environment is read as it was written", () => {
    const pid = fc.option(fc.constant(String(process.pid)), { nil: undefined });
    fc.assert(
      fc.property(usec, pid, (time, WATCHDOG_PID) => {
        const env = { WATCHDOG_USEC: String(time), WATCHDOG_PID };
        expect(watchdogEnabled({ env })).toBe(time);
      }),
    );
  });

  test("the watchdog's environment is read or refused", () => {
    const text = fc.oneof(fc.string(), fc.bigInt().map(String), fc.constant(String(process.pid)));
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (usecText, pid) =>
        givesOrRefuses(() =>
          watchdogEnabled({ env: { WATCHDOG_USEC: usecText, WATCHDOG_PID: pid } }),
        ),
      ),
    );
  });
});
