import { describe, expect, test } from "vitest";
import type { Report } from "../../src/rouse-exec/report.js";
import { judgeState } from "../../src/services/service-state.js";
import type { StateFacts } from "../../src/services/state-facts.js";
import type { ServiceNow } from "../../src/services/survey-services.js";
import { findTrouble } from "../../src/services/trouble.js";
import { formatAge, formatClock } from "../../src/time/age.js";

const now = Date.parse("2026-11-22T12:00:00.000Z");
const listening = { active: "active", sub: "listening" };
const inactive = { active: "inactive", sub: "dead" };
const running = { active: "active", sub: "running" };

/** What the report of an earlier version does not tell. */
const untold = { closed: undefined, in_vain: undefined };

const report: Report = {
  ...({
    version: 1,
    name: "web",
    pid: 1,
    pid_start_ticks: 1,
    program_pid: 2,
    state: "running",
  } as const),
  since: "2026-11-22T09:00:00.000Z",
  sockets: [
    { name: "a", address: "127.0.0.1:80", type: "tcp", adopted: true, listening: true, ...untold },
  ],
  unmatched: [],
  elsewhere: [],
  connections: null,
  last_activity: "2026-11-22T11:57:47.000Z",
  idle_after_s: 600,
  quiet_after_s: null,
  quiet_connections: undefined,
  ignored_connections: undefined,
  sleeps_at: null,
  rouse_exec: undefined,
  traced: undefined,
  busy: undefined,
  ends_at: undefined,
  wakes: 3,
  started_at: "2026-11-22T09:00:00.000Z",
  ready_at: "2026-11-22T09:00:00.000Z",
  cold_start_ms: 12,
  ...{ fails: 0, next_try: null },
  last_exit: null,
  ...{ gate: null, gate_since: null, gate_failed: null, waits_for: null },
  ...{ sleep: undefined, frozen: undefined, wakes_since: undefined },
};

const udp = {
  ...{ name: "u", address: "127.0.0.1:53", type: "udp" },
  ...{ adopted: true, listening: true, ...untold },
};

function judge(facts: Partial<StateFacts>) {
  const units = { sockets: [running], service: running };
  return judgeState({ now, name: "my web", units, runs: true, ...facts });
}

describe("a frozen service", () => {
  const sizes = { by: "signal", resident_kb: 41_984, resident_before_kb: 122_880 } as const;
  const frozen = { ...sizes, kept_because: null, since: report.since ?? "", until: null };
  const stands = { ...report, state: "frozen" as const, frozen };

  test("says how much of it is in memory, and since when nobody has come", () => {
    expect(judge({ report: stands })).toEqual({
      state: "frozen",
      why: "41 of 120 MB resident; no connection for 2:13",
    });
    const kept = { ...frozen, kept_because: "this machine has no swap" };
    expect(judge({ report: { ...stands, frozen: kept } }).why).toBe(
      "41 of 120 MB resident, since this machine has no swap; no connection for 2:13",
    );
  });

  test("that could not be frozen says why it is awake", () => {
    const sleep = { how: "freeze" as const, freeze_for_s: null, stops_because: null };
    const more = { held_up: "process 7 (sh) is at work", freezes: 0, thaw_ms: null };
    const now = { ...report, sleep: { ...sleep, ...more } };
    expect(judge({ report: now })).toMatchObject({
      state: "awake",
      why: "it is not frozen, since process 7 (sh) is at work; awake for 3 h",
    });
  });
});

describe("an awake service", () => {
  test.each<[why: string, facts: Partial<StateFacts>]>([
    ["it serves", {}],
    ["4 connections, awake for 3 h", { report: { ...report, connections: 4 } }],
    ["whether somebody is connected cannot be told", { report }],
    ["nobody is connected any more", { report: { ...report, connections: 0 } }],
    ["it never sleeps; awake for 3 h", { report: { ...report, idle_after_s: null } }],
    [
      "its socket is stopped: rouse start 'my web'",
      { report, units: { sockets: [inactive], service: running } },
    ],
    [
      "clients of @b wait in vain: rouse logs 'my web'",
      {
        report: {
          ...report,
          sockets: [
            { name: "b", address: "@b", type: "unix", adopted: false, listening: false, ...untold },
          ],
        },
      },
    ],
    [
      "clients of 0.0.0.0:80 are not served, since it listens on [::]:80 only: leave 0.0.0.0:80 out",
      {
        report: {
          ...report,
          sockets: [
            {
              name: "a",
              address: "0.0.0.0:80",
              type: "tcp",
              adopted: false,
              listening: false,
              ...untold,
            },
            {
              name: "b",
              address: "[::]:80",
              type: "tcp",
              adopted: true,
              listening: true,
              ...untold,
            },
          ],
        },
      },
    ],
    [
      "clients of udp:127.0.0.1:53 wait in vain; it listens on udp:127.0.0.1:54: make it again with --map=127.0.0.1:54=u",
      {
        report: {
          ...report,
          sockets: [{ ...udp, adopted: false, listening: false, ...untold }],
          elsewhere: [{ address: "127.0.0.1:54", type: "udp" }],
        },
      },
    ],
    [
      "clients of [::]:80 wait in vain, since it binds only 0.0.0.0:80 (IPv4): make it again with --listen 0.0.0.0:80",
      {
        report: {
          ...report,
          sockets: [
            {
              name: "w",
              address: "[::]:80",
              type: "tcp",
              adopted: false,
              listening: false,
              ...untold,
            },
          ],
          elsewhere: [
            { address: "@c", type: "unix" },
            { address: "0.0.0.0:80", type: "tcp" },
          ],
        },
      },
    ],
    [
      "clients of @b wait in vain; it listens on @c: make it again with --map=@c=b",
      {
        report: {
          ...report,
          sockets: [
            { name: "b", address: "@b", type: "unix", adopted: false, listening: false, ...untold },
          ],
          elsewhere: [{ address: "@c", type: "unix" }],
        },
      },
    ],
  ])("%s", (why, facts) => {
    expect(judge(facts)).toEqual({ state: "awake", why });
  });

  test("sleeps when its report says so, unless somebody has connected since", () => {
    const quiet = { ...report, sleeps_at: "2026-11-22T12:07:47.000Z" };
    const sleepsAt = Date.parse(quiet.sleeps_at);
    const why = "no connection for 2:13";
    expect(judge({ report: quiet })).toEqual({ state: "awake", why, sleepsAt });
    const peers = ["10.0.0.5", "::ffff:10.0.0.5", "fd00::1", "10.0.0.7"];
    const tcp = peers.map((host) => ({
      ...({ family: "ipv6", host: "::", port: 80, state: "established" } as const),
      ...{ peer: { host, port: 5 }, unread: 0, unsent: 0, inode: 9 },
    }));
    const connected = { count: 4, unaccepted: 0, tcp };
    expect(judge({ report: quiet, connected })).toEqual({
      state: "awake",
      why: "4 connections from 10.0.0.5 and 2 others, awake for 3 h",
    });
    const from = "4 connections from 10.0.0.5 and 2 others";
    const all = { ...quiet, quiet_connections: 4 };
    expect(judge({ report: all, connected })).toEqual({
      ...{ state: "awake", why: `${from}, quiet for 2:13`, sleepsAt },
    });
    const both = { ...quiet, quiet_connections: 3, ignored_connections: 1 };
    expect(judge({ report: both, connected })).toEqual({
      ...{ state: "awake", why: `${from}, quiet or ignored for 2:13`, sleepsAt },
    });
    const some = { ...report, quiet_connections: 2, ignored_connections: 1 };
    expect(judge({ report: some, connected }).why).toBe(
      `${from}, 2 of them quiet, 1 of them ignored, awake for 3 h`,
    );
  });
});

/** Two sockets of one port, and a program that listens on a third address of it. */
const beside: Report = {
  ...report,
  sockets: ["127.0.0.5:80", "127.0.0.1:80"].map((address) => ({
    ...{ name: address, address, type: "tcp", adopted: false, listening: false },
    ...{ closed: false, in_vain: false },
  })),
  elsewhere: [{ address: "127.0.0.9:80", type: "tcp" }],
};
const waitedAt = (...names: string[]) =>
  beside.sockets.map((socket) => ({ ...socket, in_vain: names.includes(socket.name) }));

describe.each<[mode: string, units: StateFacts["units"], use: string, logs: string]>([
  [
    "with units",
    { sockets: [running], service: running },
    "make it again with",
    ": rouse logs 'my web'",
  ],
  ["in the foreground", undefined, "use", ""],
])("a service %s", (_, units, use, logs) => {
  test.each<[why: string, report: Report]>([
    [
      `clients of 127.0.0.1:80 wait in vain; it listens on 127.0.0.9:80: ${use} --map=127.0.0.9:80=127.0.0.1:80; ` +
        "it will be ended in 0:08",
      { ...beside, sockets: waitedAt("127.0.0.1:80"), ends_at: "2026-11-22T12:00:08.000Z" },
    ],
    [
      `clients of 127.0.0.5:80 or 127.0.0.1:80 wait in vain; it listens on 127.0.0.9:80${logs}`,
      beside,
    ],
    [
      `clients of 127.0.0.5:80 or 127.0.0.1:80 wait in vain; it listens on 127.0.0.9:80${logs}`,
      { ...beside, sockets: waitedAt("127.0.0.5:80", "127.0.0.1:80") },
    ],
    [
      `it has closed 127.0.0.5:80, where a client waits, and must bind it again${logs}`,
      {
        ...beside,
        elsewhere: [],
        sockets: waitedAt("127.0.0.5:80").map((socket) => ({ ...socket, closed: true })),
      },
    ],
    [
      "it is not put to sleep, since a process of it is traced; awake for 3 h",
      { ...report, traced: true },
    ],
    ...(
      [
        ["busy: 34 % of a processor", "cpu", "34 % of a processor"],
        ["awake until 18:00", "hours", "awake until 18:00"],
        ["busy: `queue-length` said so", "check", "`queue-length` said so"],
        ["busy: /run/x exists", "file", "/run/x exists"],
        [
          "it is not put to sleep, since its processes cannot be stopped together; awake for 3 h",
          ...(["standstill", "its processes cannot be stopped together"] as const),
        ],
        ["nobody is connected any more", "connections", "1 connection"],
      ] as const
    ).map(([why, reason, text]): [string, Report] => [
      why,
      { ...report, connections: 0, busy: { reason, text, until: null } },
    ]),
  ])("that is awake: %s", (why, report) => {
    expect(judge({ units, report })).toEqual({ state: "awake", why });
  });

  test("that was woken a while ago says for how long it stays awake", () => {
    const sleepsAt = "2026-11-22T12:03:59.000Z";
    const busy = { reason: "min-awake", text: "of --min-awake", until: sleepsAt };
    const woken: Report = { ...report, connections: 0, sleeps_at: sleepsAt, busy };
    expect(judge({ units, report: woken })).toEqual({
      ...{ state: "awake", why: "awake for 3:59 more" },
      sleepsAt: Date.parse(sleepsAt),
    });
  });

  test("that was told to end is stopping, whether its program obeys or not", () => {
    const told: Report = { ...report, state: "stopping", since: "2026-11-22T11:59:48.000Z" };
    const why = "it was told to end 0:12 ago";
    expect(judge({ units, report: told })).toEqual({ state: "stopping", why });
  });
});

/** Its clients wait until it answers. */
const shut: Report = {
  ...{ ...report, ready_at: null, started_at: "2026-11-22T11:59:53.000Z" },
  ...({ state: "starting", gate: "shut", gate_since: "2026-11-22T11:59:54.000Z" } as const),
  gate_failed: "http:/health: answered 503",
};
/** It has its place in the line. */
const queued: Report = { ...report, state: "waiting", ready_at: null };
const unbound = shut.sockets.map((one) => ({ ...one, adopted: false, listening: false }));

const asleep = { sockets: [listening], service: inactive };
const failure = { socketResults: ["success"], ended: undefined, restarts: 0, restartAt: undefined };
const failed = { sockets: [listening], service: { active: "failed", sub: "failed" } };
const next = "the next client tries again: rouse logs 'my web'";

describe("a service that does not serve", () => {
  test.each<[state: string, why: string, facts: Partial<StateFacts>]>([
    ["asleep", "no client yet", { units: asleep }],
    ["asleep", "no client yet", { units: asleep, report: { ...report, wakes: 0 } }],
    ["asleep", "no connection for 2:13", { units: asleep, report }],
    [
      "asleep",
      "it ended with status 0, 3 h ago",
      {
        units: asleep,
        report: { ...report, last_exit: { code: 0, signal: null, reason: "exit" } },
      },
    ],
    [
      "asleep",
      "it was ended by SIGSEGV 3 h ago",
      {
        units: asleep,
        report: { ...report, last_exit: { code: null, signal: 11, reason: "exit" } },
      },
    ],
    [
      "asleep",
      "a socket of it is stopped: rouse start 'my web'",
      { units: { sockets: [listening, inactive], service: inactive } },
    ],
    ["asleep", "no connection for 2:13", { report: { ...report, state: "waiting" } }],
    ["asleep", "no datagram for 2:13", { units: asleep, report: { ...report, sockets: [udp] } }],
    [
      "asleep",
      "no connection or datagram for 2:13",
      { units: asleep, report: { ...report, sockets: [...report.sockets, udp] } },
    ],
    ["unknown", "the service manager cannot be asked: rouse doctor", { units: undefined }],
    [
      "stopped",
      "nobody can wake it: rouse start 'my web'",
      { units: { sockets: [inactive], service: inactive } },
    ],
    [
      "stopping",
      "it did not end by itself and is killed",
      {
        report: { ...report, state: "stopping" },
        units: { sockets: [running], service: { active: "deactivating", sub: "final-sigkill" } },
      },
    ],
    ["failed", `hung; ${next}`, { units: failed, failure: { ...failure, result: "watchdog" } }],
    [
      "failed",
      `was ended by SIGSEGV; ${next}`,
      { units: failed, failure: { ...failure, result: "core-dump", ended: { signal: "SIGSEGV" } } },
    ],
    [
      "failed",
      `ended with status 7; ${next}`,
      { units: failed, report, failure: { ...failure, result: "exit-code", ended: { status: 7 } } },
    ],
    [
      "waking",
      "try 4, the others failed: rouse logs 'my web'",
      {
        units: { sockets: [running], service: { active: "activating", sub: "start" } },
        failure: { ...failure, result: "success", restarts: 3 },
      },
    ],
    [
      "waking",
      "starting, for 3 h so far; it listens on 0.0.0.0:9090, not on 127.0.0.1:80: unless it is still loading, make it again with --map=0.0.0.0:9090=a",
      {
        report: {
          ...report,
          state: "starting",
          sockets: report.sockets.map((one) => ({
            ...one,
            adopted: false,
            listening: false,
            ...untold,
          })),
          elsewhere: [{ address: "0.0.0.0:9090", type: "tcp" }],
        },
        units: { sockets: [running], service: { active: "activating", sub: "start" } },
      },
    ],
    [
      "waking",
      "loading for 0:06 (http:/health answered 503)",
      {
        report: shut,
        units: { sockets: [running], service: { active: "activating", sub: "start" } },
      },
    ],
    ["waking", "loading for 0:06 (http:/health answered 503)", { report: shut }],
    [
      "waking",
      "loading for 0:06 (exec:a b: ended with status 1: no)",
      { units: undefined, report: { ...shut, gate_failed: "exec:a b: ended with status 1: no" } },
    ],
    [
      "waking",
      "loading for 0:06 (the program has not said READY=1)",
      { report: { ...shut, gate_failed: "notify: the program has not said READY=1" } },
    ],
    [
      "waking",
      "waits for llm-a, 2 connections",
      { units: undefined, report: { ...queued, waits_for: { name: "llm-a", connections: 2 } } },
    ],
    [
      "waking",
      "waits for llm-a, 1 connection",
      {
        report: { ...queued, waits_for: { name: "llm-a", connections: 1 } },
        units: { sockets: [running], service: { active: "activating", sub: "start" } },
      },
    ],
    [
      "waking",
      "waits for llm-a",
      {
        report: { ...queued, waits_for: { name: "llm-a", connections: null } },
        units: { sockets: [running], service: { active: "active", sub: "running" } },
      },
    ],
    ["waking", "loading for 0:06", { units: undefined, report: { ...shut, gate_failed: null } }],
    [
      "waking",
      "starting, for 0:07 so far; it does not listen yet",
      { units: undefined, report: { ...shut, gate_failed: null, sockets: unbound } },
    ],
    [
      "failed",
      `was not ready in time (http:/health answered 503); ${next}`,
      {
        units: failed,
        report: { ...shut, state: "exited", gate: "none" },
        failure: { ...failure, result: "exit-code", ended: { status: 124 } },
      },
    ],
    [
      "failed",
      `it was ended, as it did not listen where a client waited; ${next}`,
      { units: failed, failure: { ...failure, result: "exit-code", ended: { status: 124 } } },
    ],
    [
      "failed",
      "ended with status 7, 4 tries, next now: rouse logs 'my web'",
      {
        units: { sockets: [running], service: { active: "activating", sub: "auto-restart" } },
        report,
        failure: {
          ...failure,
          result: "exit-code",
          ended: { status: 7 },
          restarts: 3,
          restartAt: 1,
        },
      },
    ],
  ])("%s: %s", (state, why, facts) => {
    expect(judge(facts)).toEqual({ state, why });
  });
});

test("times read like a clock, then like a calendar", () => {
  expect([-5, 0, 59_999, 725_000, 3_600_000, 36_061_000].map(formatClock)).toEqual([
    ...["0:00", "0:00", "0:59", "12:05", "1:00:00", "10:01:01"],
  ]);
  expect([5000, 3_599_000, 3_600_000, 172_799_000, 172_800_000].map(formatAge)).toEqual([
    ...["0:05", "59:59", "1 h", "47 h", "2 days"],
  ]);
});

describe("what is wrong with a service", () => {
  const now: ServiceNow = {
    ...{ name: "web", scope: "foreground", service: undefined, listen: [], report, runs: true },
    ...{ units: undefined, failure: undefined, state: "awake", why: "because" },
    ...{ connections: 0, connected: undefined, memoryBytes: undefined },
    ...{ installed: undefined, rouseExec: undefined },
  };
  const [socket] = report.sockets.map((one) => ({
    ...one,
    adopted: false,
    listening: false,
    ...untold,
  }));
  const sockets = socket === undefined ? [] : [socket];
  const elsewhere = [{ address: "@c", type: "unix" }];

  test.each<[what: string, trouble: string | undefined, facts: Partial<ServiceNow>]>([
    ["nothing, while it serves", undefined, {}],
    ["nothing, when its owner has stopped it", undefined, { state: "stopped", runs: false }],
    ["that it failed", "the service 'web' (failed): because", { state: "failed", runs: false }],
    ["a limit", "the service 'web' (limit hit): because", { state: "limit-hit", runs: false }],
    [
      "that clients wait in vain",
      "the service 'web' (awake): because",
      { report: { ...report, sockets } },
    ],
    [
      "that it starts to listen elsewhere",
      "the service 'web' (waking): because",
      { state: "waking", report: { ...report, state: "starting", sockets, elsewhere } },
    ],
    [
      "nothing, while it may be loading",
      undefined,
      { state: "waking", report: { ...report, state: "starting", sockets } },
    ],
    [
      "nothing, when its last run did not listen there",
      undefined,
      { state: "asleep", runs: false, report: { ...report, sockets } },
    ],
  ])("is %s", (_, trouble, facts) => {
    expect(findTrouble({ ...now, ...facts })).toBe(trouble);
  });
});
