import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { readReport, reportState } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { cyclesOf, eachRacer, idle, race, timeout } from "./racers.js";

test("asleep and woken by a client at that very moment, again and again, nothing is lost", {
  timeout,
}, async () => {
  await eachRacer(async (server) => {
    const report = `${tempDir()}/service.json`;
    const listen = `--listen=${server.kind}:${server.address}`;
    const options = [listen, "--lazy", idle(server), `--report=${report}`];
    start([rouseExec, ...options, "--", ...server.argv]);
    await reportState(report, "waiting");
    const tally = await race(server);
    expect(readReport(report)?.wakes).toBe(cyclesOf(server) + 1);
    return tally;
  });
});
