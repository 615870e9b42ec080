import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { RouseError } from "../../src/errors/rouse-error.js";
import { parseReport } from "../../src/rouse-exec/parse-report.js";
import { readReports } from "../../src/rouse-exec/read-reports.js";
import { ownReportFolder, startService, writeReport } from "./services.js";

let folder: string;

beforeEach(() => {
  folder = ownReportFolder();
});

describe("readReports", () => {
  test("gives none where there is no folder", () => {
    expect(readReports()).toEqual({ reports: [], problems: [] });
  });

  test("reads what rouse-exec writes, in every state", async () => {
    const service = await startService(folder, "web");
    const [waiting] = readReports().reports;
    expect(waiting).toEqual(JSON.parse(readFileSync(service.file, "utf8")));
    expect(waiting).toMatchObject({ name: "web", state: "waiting", pid: service.running.pid });
    await fetch(`http://127.0.0.1:${service.port}/`);
    await service.until("running");
    expect(readReports().reports[0]).toMatchObject({ state: "running", wakes: 1 });
    await service.running.stop();
    expect(readReports().reports[0]).toMatchObject({ last_exit: { reason: "signal" } });
  });

  test("passes over the daemon's own files and temporary ones", () => {
    for (const name of ["daemon.123", ".hidden"]) writeReport(folder, name, "{}");
    expect(readReports()).toEqual({ reports: [], problems: [] });
  });

  test.each<[why: string, text: string]>([
    ["no JSON", "{"],
    ["another version", '{"version":2}'],
    ["nothing at all", ""],
  ])("says which report cannot be read: %s", (_, text) => {
    const file = writeReport(folder, "web", text);
    const { reports, problems } = readReports();
    expect(reports).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["REPORT_MALFORMED"]);
    expect(problems[0]?.message).toContain(`'${file}'`);
  });

  test("neither follows a link, nor waits at a FIFO, nor reads a file without end", () => {
    for (const name of ["link", "fifo", "long"]) rmSync(writeReport(folder, name, ""));
    symlinkSync("/etc/passwd", join(folder, "link.json"));
    execFileSync("mkfifo", [join(folder, "fifo.json")]);
    truncateSync(writeReport(folder, "long", ""), 2_000_000);
    const problems = readReports().problems.map(({ message }) => message);
    expect(problems).toEqual([
      expect.stringContaining("it is not a regular file"),
      expect.stringContaining("ELOOP"),
      expect.stringContaining("it has 2000000 bytes"),
    ]);
  });
});

test("parseReport throws nothing but REPORT_MALFORMED", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        parseReport(text, "/f");
      } catch (error) {
        expect(error).toBeInstanceOf(RouseError);
        expect(error).toMatchObject({ code: "REPORT_MALFORMED" });
      }
    }),
  );
});
