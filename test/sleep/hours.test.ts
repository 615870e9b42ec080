import { describe, expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { type Kind, newServer } from "./servers.js";

const kinds: Kind[] = ["tcp", "unix", "udp"];
const day = 86_400_000;

/** A time zone in which it is SECONDS before noon now, and hours that begin then. */
function noonIn(seconds: number) {
  const time = (Date.now() + seconds * 1000) % day;
  const east = (day / 2 - time) / 1000;
  const absolute = Math.abs(Math.round(east));
  const parts = [Math.floor(absolute / 3600), Math.floor(absolute / 60) % 60, absolute % 60];
  // POSIX counts west of Greenwich.
  const zone = `<here>${east > 0 ? "-" : "+"}${parts.map((part) => String(part).padStart(2, "0")).join(":")}`;
  return { TZ: zone };
}

function hold(kind: Kind, env: { TZ: string }, ...options: string[]) {
  return begin(kind, env, "--lazy", ...options);
}

async function begin(kind: Kind, env: { TZ: string }, ...options: string[]) {
  const server = await newServer("python", kind);
  const report = `${tempDir()}/service.json`;
  const own = [`--listen=${kind}:${server.address}`, `--report=${report}`, ...options];
  const running = start([rouseExec, ...own, "--", ...server.argv], {
    env: { ...process.env, ...env },
  });
  return { ...server, report, running };
}

describe.each(kinds)("over %s, --awake", (kind) => {
  test("starts the program when its hours begin, and keeps it awake in them", async () => {
    const { report } = await hold(kind, noonIn(2), "--exit-idle-time=200ms", "--awake=12:00-12:05");
    await reportState(report, "waiting");
    const kept = await reportWhere(report, ({ busy }) => busy?.reason === "hours");
    expect(kept.busy?.text).toBe("awake until 12:05");
    expect(kept).toMatchObject({ state: "running", wakes: 0 });
    expect(lengthOf(kept)).toBeGreaterThan(298_000);
    expect(lengthOf(kept)).toBeLessThanOrEqual(300_000);
    expect(kept.sleeps_at).toBe(kept.busy?.until);
  });
});

/** From the start to the end of the hours, in ms. */
function lengthOf({ busy, started_at }: Report): number {
  return Date.parse(busy?.until ?? "") - Date.parse(started_at ?? "");
}

test.each([["--lazy"], []])(
  "when they begin, a frozen program goes on, and that is no wake: %s",
  async (...lazy) => {
    const freezes = ["--exit-idle-time=200ms", "--sleep=freeze", "--awake=12:00-12:05", ...lazy];
    const { report, askPid } = await begin("tcp", noonIn(4), ...freezes);
    await reportWhere(report, ({ state }) => state === "waiting" || state === "running");
    const pid = await askPid();
    const { wakes } = await reportState(report, "frozen");
    const kept = await reportWhere(report, ({ busy }) => busy?.reason === "hours");
    expect(kept).toMatchObject({ state: "running", wakes, program_pid: pid });
  },
);

test("rouse-exec that is started in the midst of such hours starts the program at once", async () => {
  const { report } = await hold(
    "tcp",
    noonIn(-60),
    "--exit-idle-time=200ms",
    "--awake=12:00-12:05",
  );
  await reportWhere(report, ({ busy }) => busy?.reason === "hours");
});

test("when they end, the program is put to sleep, and it stays asleep", async () => {
  const zone = noonIn(-56);
  const { report, askPid } = await hold(
    "tcp",
    zone,
    "--exit-idle-time=200ms",
    "--awake=12:00-12:01",
  );
  const { busy } = await reportWhere(report, (one) => one.busy?.reason === "hours");
  const slept = await reportWhere(
    report,
    ({ state, last_exit }) => state === "waiting" && !!last_exit,
  );
  expect(Date.parse(slept.since)).toBeGreaterThanOrEqual(Date.parse(busy?.until ?? ""));
  await askPid();
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
});

test("other days are none of theirs", async () => {
  const tomorrow = new Date(Date.now() + day).toLocaleDateString("en", {
    weekday: "short",
    timeZone: "UTC",
  });
  const { report, askPid } = await hold(
    "tcp",
    { TZ: "UTC" },
    "--exit-idle-time=200ms",
    `--awake=${tomorrow} 00:00-24:00`,
  );
  await reportState(report, "waiting");
  await askPid();
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
});
