import { describe, expect, test } from "vitest";
import { judgeSwap, readSwaps } from "../../src/doctor/judge-swap.js";
import type { Report } from "../../src/rouse-exec/report.js";

const table = [
  "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority",
  "/dev/zram0                              partition\t2097148\t\t1048576\t\t100",
  "/swap\\040file                           file\t\t1048572\t\t0\t\t-2",
  "",
].join("\n");

describe("where the memory of frozen services goes", () => {
  test("each device and file of /proc/swaps is named with what is free", () => {
    expect(judgeSwap(readSwaps(table), [])).toEqual({
      check: "swap",
      verdict: "ok",
      found:
        "/dev/zram0 (compressed memory), 1024 of 2048 MB free, /swap\\040file, 1024 of 1024 MB free",
    });
  });

  test("without swap it says what a frozen service does, and what to do once there is one", () => {
    const titles = table.split("\n").slice(0, 1).join("\n");
    const none = judgeSwap(readSwaps(titles), []);
    expect(none.verdict).toBe("ok");
    expect(none.found).toMatch(
      /^none: a service that is frozen \(--sleep=freeze\) keeps its memory$/,
    );
    const one = judgeSwap(readSwaps(titles), [freezing(undefined)]);
    expect(one).toMatchObject({ verdict: "limited", next: expect.stringContaining("zram") });
  });

  test("it says how much the frozen ones have given back", () => {
    const reports = [freezing([40, 120]), freezing([10, 30]), freezing(undefined)];
    expect(judgeSwap(readSwaps(table), reports).found).toMatch(
      /; 2 of 3 services that freeze are frozen, and gave back 100 of 150 MB$/,
    );
  });
});

/** A report with what is resident, and what was before. */
function freezing(megabytes: [number, number] | undefined): Report {
  const [now = 0, before = 0] = (megabytes ?? []).map((one) => one * 1024);
  const frozen = { resident_kb: now, resident_before_kb: before };
  return { sleep: { how: "freeze" }, frozen: megabytes ? frozen : null } as Report;
}
