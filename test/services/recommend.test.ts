import { expect, test } from "vitest";
import { formatSleep } from "../../src/cli/status/sleep.js";
import type { Status } from "../../src/cli/status/status-facts.js";

const dayMs = 86_400_000;
const advice = "rouse edit llm --set sleep=freeze";

/** What `rouse status` says of the sleep of a service that was woken so often in two days. */
function sleeps(wakes: number, cold_start_ms: number, more: object = {}): string {
  const wakes_since = new Date(Date.now() - 2 * dayMs).toISOString();
  const report = { idle_after_s: 600, sockets: [], wakes, wakes_since, cold_start_ms, ...more };
  return formatSleep({ name: "llm", report } as unknown as Status["now"]).join("\n");
}

test("a service whose clients wait long, and often, would better be frozen: the numbers are there", () => {
  const said = sleeps(80, 6214);
  expect(said).toContain(
    "40 wakes a day, of which the last took 6214 ms: its clients wait 249 s a day",
  );
  expect(said).toContain(advice);
});

test("one that wakes seldom or fast, or is frozen already, is left alone", () => {
  expect(sleeps(4, 60_000)).not.toContain(advice);
  expect(sleeps(80, 93)).not.toContain(advice);
  expect(sleeps(80, 6214, { wakes_since: undefined })).not.toContain(advice);
  const sleep = { how: "freeze", freeze_for_s: null, stops_because: null, thaw_ms: 3.21 };
  expect(sleeps(80, 6214, { sleep })).toBe(
    "frozen after 10min without a connection; the last client that found it frozen waited 3.2 ms",
  );
});

test("one that is stopped though it is to be frozen says why", () => {
  const sleep = {
    how: "freeze",
    freeze_for_s: null,
    stops_because: "it is gunicorn",
    thaw_ms: null,
  };
  expect(sleeps(1, 900, { sleep })).toMatch(/stopped and not frozen, since it is gunicorn$/);
});
