import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { program, root } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

const { describe, test } = needs("musl-gcc");

const folder = mkdtempSync(join(tmpdir(), "rouse-hours-"));
const compiled = join(folder, "hours");

/** rouse-exec is built with musl, which has a reader of time zones of its own. */
beforeAll(() => {
  const own = ["idle/hours.c", "command_line/parse_hours.c", "messages/log.c"];
  const sources = [program("hours.c"), ...own.map((file) => join(root, "rouse-exec", file))];
  const options = ["-static", "-std=c11", "-D_GNU_SOURCE", `-I${join(root, "rouse-exec")}`];
  execFileSync("musl-gcc", [...options, "-o", compiled, ...sources]);
});

afterAll(() => rmSync(folder, { recursive: true }));

const formatted = new Intl.DateTimeFormat("sv-SE", {
  ...{ timeZone: "Europe/Berlin", timeZoneName: "longOffset", hourCycle: "h23" },
  ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
});

function inBerlin(seconds: number): string | null {
  if (seconds === 0) return null;
  return formatted
    .format(seconds * 1000)
    .replace("GMT", "")
    .replace(/\s+/g, " ");
}

/** When the hours end, and when the next begin, as a clock in Berlin shows it. */
async function ask(now: string, hours: readonly string[]) {
  const seconds = String(Date.parse(now) / 1000);
  const zone = { env: { ...process.env, TZ: "Europe/Berlin" } };
  const { stdout } = await run([compiled, seconds, ...hours], zone);
  const [end = 0, next = 0] = stdout.split(" ").map(Number);
  return { end: inBerlin(end), next: inBerlin(next) };
}

const work = ["Mon..Fri 09:00-18:00"];

test.each<[now: string, hours: string[], end: string | null, next: string]>([
  ["2026-11-30T08:59:59+01:00", work, null, "2026-11-30 09:00 +01:00"],
  ["2026-11-30T09:00:00+01:00", work, "2026-11-30 18:00 +01:00", "2026-12-01 09:00 +01:00"],
  ["2026-11-30T17:59:59+01:00", work, "2026-11-30 18:00 +01:00", "2026-12-01 09:00 +01:00"],
  ["2026-11-30T18:00:00+01:00", work, null, "2026-12-01 09:00 +01:00"],
  ["2026-11-28T12:00:00+01:00", work, null, "2026-11-30 09:00 +01:00"],
  [
    "2026-11-28T02:00:00+01:00",
    ["Fri 22:00-06:00"],
    ...(["2026-11-28 06:00 +01:00", "2026-12-04 22:00 +01:00"] as const),
  ],
  [
    "2026-11-29T23:00:00+01:00",
    ["Mon,Sun 22:00-06:00"],
    ...(["2026-11-30 06:00 +01:00", "2026-11-30 22:00 +01:00"] as const),
  ],
  [
    "2026-11-30T09:00:00+01:00",
    ["08:00-12:00", "Mon 12:00-20:00"],
    ...(["2026-11-30 20:00 +01:00", "2026-11-30 12:00 +01:00"] as const),
  ],
  [
    "2026-11-28T09:00:00+01:00",
    ["Sat,Sun 00:00-24:00"],
    ...(["2026-11-30 00:00 +01:00", "2026-11-29 00:00 +01:00"] as const),
  ],
])("at %s, %j end at %s, and begin at %s", async (now, hours, end, next) => {
  expect(await ask(now, hours)).toEqual({ end, next });
});

describe("when clocks are put forward, at 02:00 +01:00 on 2026-03-29,", () => {
  test.each<[hours: string, now: string, end: string | null, next: string]>([
    ["01:00-04:00", "00:30Z", "2026-03-29 04:00 +02:00", "2026-03-30 01:00 +02:00"],
    ["02:30-04:00", "00:30Z", null, "2026-03-29 03:00 +02:00"],
    ["02:30-04:00", "01:00Z", "2026-03-29 04:00 +02:00", "2026-03-30 02:30 +02:00"],
    ["01:00-02:30", "00:30Z", "2026-03-29 03:00 +02:00", "2026-03-30 01:00 +02:00"],
    ["01:00-02:30", "01:00Z", null, "2026-03-30 01:00 +02:00"],
  ])("%s: at %s it ends at %s, and begins at %s", async (hours, now, end, next) => {
    expect(await ask(`2026-03-29T${now}`, [hours])).toEqual({ end, next });
  });
});

describe("when clocks are put back, at 03:00 +02:00 on 2026-10-25,", () => {
  test.each<[hours: string, now: string, end: string | null, next: string]>([
    ["01:00-04:00", "00:30Z", "2026-10-25 04:00 +01:00", "2026-10-26 01:00 +01:00"],
    ["02:30-04:00", "00:15Z", null, "2026-10-25 02:30 +02:00"],
    ["02:30-04:00", "00:30Z", "2026-10-25 04:00 +01:00", "2026-10-26 02:30 +01:00"],
    ["02:30-04:00", "01:15Z", "2026-10-25 04:00 +01:00", "2026-10-26 02:30 +01:00"],
    ["01:00-02:30", "00:45Z", "2026-10-25 02:30 +01:00", "2026-10-26 01:00 +01:00"],
    ["01:00-02:30", "01:30Z", null, "2026-10-26 01:00 +01:00"],
  ])("%s: at %s it ends at %s, and begins at %s", async (hours, now, end, next) => {
    expect(await ask(`2026-10-25T${now}`, [hours])).toEqual({ end, next });
  });
});
