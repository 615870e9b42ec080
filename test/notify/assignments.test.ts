import { describe, expect, test } from "vitest";
import type { Assignments } from "../../src/notify/assignments.js";
import { compose } from "../../src/notify/compose.js";
import { errorOf } from "../errors/errors-of.js";

const names255 = "n".repeat(255);

describe("every assignment of sd_notify(3)", () => {
  test.each<[Assignments, string]>([
    [{ ready: true }, "READY=1"],
    [{ stopping: true, status: "bye" }, "STOPPING=1\nSTATUS=bye"],
    [{ status: "" }, "STATUS="],
    [{ status: "ünïcode 🚀 = fine\ttoo" }, "STATUS=ünïcode 🚀 = fine\ttoo"],
    [{ errno: 2 }, "ERRNO=2"],
    [{ errno: "ENOENT" }, "ERRNO=ENOENT"],
    [{ busError: "org.example.Error.TimedOut" }, "BUSERROR=org.example.Error.TimedOut"],
    [{ busError: "", varlinkError: "" }, "BUSERROR=\nVARLINKERROR="],
    [{ varlinkError: "org.example.Missing" }, "VARLINKERROR=org.example.Missing"],
    [{ mainPid: 4711 }, "MAINPID=4711"],
    [{ mainPid: 1, mainPidfdId: 2n ** 64n - 1n }, "MAINPID=1\nMAINPIDFDID=18446744073709551615"],
    [{ watchdog: "ping" }, "WATCHDOG=1"],
    [{ watchdog: "trigger" }, "WATCHDOG=trigger"],
    [{ watchdogUsec: 20_000_000 }, "WATCHDOG_USEC=20000000"],
    [{ watchdogUsec: 0n }, "WATCHDOG_USEC=0"],
    [{ extendTimeoutUsec: 1 }, "EXTEND_TIMEOUT_USEC=1"],
    [{ extendTimeoutUsec: 2n ** 64n - 2n }, "EXTEND_TIMEOUT_USEC=18446744073709551614"],
    [{ notifyAccess: "exec" }, "NOTIFYACCESS=exec"],
    [{ exitStatus: 255 }, "EXIT_STATUS=255"],
    [{ restartReset: true }, "RESTART_RESET=1"],
    [{ fdStoreRemove: true, fdName: "a" }, "FDSTOREREMOVE=1\nFDNAME=a"],
    [{ X_ORG_EXAMPLE: "mine", ready: true }, "READY=1\nX_ORG_EXAMPLE=mine"],
  ])("row %#", (assignments, text) => {
    expect(compose(assignments)).toEqual({ text, fds: [] });
  });

  test.each<[Assignments, string, number[]]>([
    [{ fdStore: [5, 6] }, "FDSTORE=1", [5, 6]],
    [{ fdStore: [5], fdName: names255 }, `FDSTORE=1\nFDNAME=${names255}`, [5]],
    [{ fdStore: [5], fdName: "" }, "FDSTORE=1\nFDNAME=", [5]],
    [{ fdStore: [5], fdPoll: false }, "FDSTORE=1\nFDPOLL=0", [5]],
    [{ fdStore: [5], fdPoll: true }, "FDSTORE=1", [5]],
    [{ mainPidfd: 5, mainPid: 7 }, "MAINPIDFD=1\nMAINPID=7", [5]],
    [{ barrier: 5 }, "BARRIER=1", [5]],
  ])("row %# carries descriptors", (assignments, text, fds) => {
    expect(compose(assignments)).toEqual({ text, fds });
  });

  test("RELOADING has the time of CLOCK_MONOTONIC in the same datagram (77)", () => {
    const before = process.hrtime.bigint() / 1000n;
    const { text } = compose({ reloading: true, ready: true });
    const [, usec = ""] =
      text.match(/^RELOADING=1\nMONOTONIC_USEC=(\d+)\nREADY=1$/) ?? expect.unreachable(text);
    expect(BigInt(usec)).toBeGreaterThanOrEqual(before);
    expect(BigInt(usec)).toBeLessThanOrEqual(process.hrtime.bigint() / 1000n);
  });
});

/** What neither TypeScript lets through nor we: the first column is checked by the compiler. */
describe("what would be ignored or dropped is refused", () => {
  const refused: unknown[] = [
    // @ts-expect-error a service that stops is not ready
    { stopping: true, ready: true } satisfies Assignments,
    // @ts-expect-error a service that stops does not reload
    { stopping: true, reloading: true } satisfies Assignments,
    // @ts-expect-error READY=0 means nothing
    { ready: false } satisfies Assignments,
    // @ts-expect-error a barrier is alone (71)
    { barrier: 5, ready: true } satisfies Assignments,
    // @ts-expect-error a barrier is alone, even without descriptors beside it
    { barrier: 5, X_MINE: "a" } satisfies Assignments,
    // @ts-expect-error exactly one descriptor (72)
    { barrier: [] } satisfies Assignments,
    // @ts-expect-error exactly one descriptor (72)
    { barrier: [5, 6] } satisfies Assignments,
    // @ts-expect-error exactly one descriptor (79)
    { mainPidfd: [] } satisfies Assignments,
    // @ts-expect-error exactly one descriptor (79)
    { mainPidfd: [5, 6] } satisfies Assignments,
    // @ts-expect-error a message carries descriptors for one purpose
    { mainPidfd: 5, fdStore: [6] } satisfies Assignments,
    // @ts-expect-error the removal would win
    { fdStore: [5], fdStoreRemove: true, fdName: "a" } satisfies Assignments,
    // @ts-expect-error of what name? (75)
    { fdStoreRemove: true } satisfies Assignments,
    // @ts-expect-error a name of what?
    { fdName: "a" } satisfies Assignments,
    // @ts-expect-error
    { fdPoll: false } satisfies Assignments,
    // @ts-expect-error of which process?
    { mainPidfdId: 5n } satisfies Assignments,
    // @ts-expect-error
    { watchdog: "pong" } satisfies Assignments,
    // @ts-expect-error
    { notifyAccess: "toString" } satisfies Assignments,
    // @ts-expect-error a name of nobody's
    { READY: "1" } satisfies Assignments,
    // @ts-expect-error
    { X_MINE: 1 } satisfies Assignments,
  ];
  const refusedByUsOnly: Assignments[] = [
    {},
    { status: "a\nREADY=1" },
    { status: "a\0b" },
    { status: "\ud800" },
    { status: "\uffff" },
    { errno: 4096 },
    { errno: 1.5 },
    { errno: "no such file" },
    { busError: 'a"b' },
    { varlinkError: "é" },
    { mainPid: 0 },
    { mainPid: 2 ** 31 },
    { mainPid: 1, mainPidfdId: 0n },
    { mainPid: 1, mainPidfdId: 2n ** 64n },
    { extendTimeoutUsec: 0 },
    { extendTimeoutUsec: 2n ** 64n - 1n },
    { extendTimeoutUsec: Number.NaN },
    { watchdogUsec: -1 },
    { watchdogUsec: 2 ** 60 },
    { exitStatus: 256 },
    { fdStore: [] },
    { fdStore: [-1] },
    { fdStore: [5], fdName: "a:b" },
    { fdStore: [5], fdName: `${names255}n` },
    { fdStore: [5], fdName: "\x1f" },
    { fdStore: [5], fdName: "\x7f" },
    { fdStore: [5], fdName: "é" },
    { X_MINE: "a\nb" },
    { "X_WITH=SIGN": "a" },
    { X_: "a" },
  ];

  test.each([...refused, ...refusedByUsOnly, null, "READY=1", [], 7])("row %#", (assignments) => {
    const { code, errno } = errorOf(() => compose(assignments as Assignments));
    expect(code).toBe("NOTIFY_MALFORMED");
    expect(errno).toMatch(/^(EINVAL|EBADF)$/);
  });

  test("fdName takes each printable ASCII character but the colon (74, 76)", () => {
    for (let code = 0; code < 256; code++) {
      const fdName = String.fromCharCode(code);
      const isValid = code >= 0x20 && code < 0x7f && fdName !== ":";
      const given: Assignments = { fdStore: [3], fdName };
      if (isValid) expect(compose(given).text).toBe(`FDSTORE=1\nFDNAME=${fdName}`);
      else expect(errorOf(() => compose(given)).code).toBe("NOTIFY_MALFORMED");
    }
  });
});
