import { expect, test } from "vitest";
import { carryOver } from "../../src/units/carry-over.js";

const head = "# Written by rouse 1.\n[Unit]\nDescription=web\n";

/** A unit with this command line and these settings. */
function unit(exec: string, settings = "TimeoutStartSec=15min", command = "rouse add web"): string {
  return `${head}\n[Service]\nType=notify\nExecStart=/r ${exec} -- /bin/web --idle=3\nNice=0\n${settings}\n\n[X-Rouse]\nCommand=${command}\n`;
}

test.each([
  ["the text of the first is that of the third", unit("--idle=1"), unit("--idle=2")],
  ["a line was edited elsewhere", unit("--idle=1", "Nice=5"), unit("--idle=2", "Nice=5")],
  [
    "a word was edited elsewhere",
    unit("--quiet --idle=1").replace("/bin/web", "/bin/other"),
    unit("--quiet --idle=2").replace("/bin/web", "/bin/other"),
  ],
  ["the same word was edited", unit("--idle=7"), unit("--idle=2")],
  ["it was edited to that already", unit("--idle=2"), unit("--idle=2")],
  [
    "another version wrote it",
    unit("--idle=1").replace("1.", "0."),
    unit("--idle=2").replace("1.", "0."),
  ],
])("what changes is carried over where %s", (_, edited, expected) => {
  const settings = /\n(Nice=5)\n/.exec(edited) ? "Nice=5" : undefined;
  const from = unit("--idle=1", settings && "TimeoutStartSec=15min");
  const to = unit("--idle=2", settings && "TimeoutStartSec=15min");
  expect(carryOver(from, to, edited)).toEqual({ text: expected });
});

test("lines that come stand behind the line that is before them, or the next one that is left", () => {
  const to = unit("--idle=1", "TimeoutStartSec=15min\nTimeoutStopSec=9s");
  expect(carryOver(unit("--idle=1"), to, unit("--idle=1"))).toEqual({ text: to });
  const edited = unit("--idle=1", "TimeoutStartSec=1h\nRestart=no");
  expect(carryOver(unit("--idle=1"), to, edited)).toEqual({
    text: unit("--idle=1", "TimeoutStopSec=9s\nTimeoutStartSec=1h\nRestart=no"),
  });
});

test("lines that go are taken out, and the command of Rouse is replaced whatever it is", () => {
  const from = unit("--idle=1 --stop=2", "TimeoutStopSec=9s", "rouse add web --stop 2");
  const to = unit("--idle=1", "", "rouse add web").replace("\n\n\n", "\n\n");
  const edited = `${unit("--idle=1 --stop=3", "TimeoutStopSec=9s", "rouse add other")}`;
  expect(carryOver(from, to, edited)).toEqual({ text: to });
});

test.each([
  [
    "a line that changes was edited",
    "TimeoutStartSec=1h",
    "TimeoutStartSec=2h",
    "TimeoutStartSec=15min",
  ],
  [
    "what comes was written already",
    "TimeoutStartSec=15min\nTimeoutStopSec=1h",
    "TimeoutStartSec=15min\nTimeoutStopSec=9s",
    "TimeoutStopSec=9s",
  ],
])("nothing is carried over where %s", (_, edited, to, line) => {
  expect(carryOver(unit("--idle=1"), unit("--idle=1", to), unit("--idle=1", edited))).toEqual({
    edited: line,
  });
});
