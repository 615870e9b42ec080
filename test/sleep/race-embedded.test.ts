import { expect, test } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { readReport, reportState } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { cycles, eachRacer, idle, race, timeout } from "./racers.js";

const title = `${cycles} times asleep and woken by a client at that very moment, nothing is lost`;

test(title, { timeout }, async () => {
  await eachRacer(async (server) => {
    const report = `${tempDir()}/service.json`;
    const listen = `--listen=${server.kind}:${server.address}`;
    const options = [listen, "--lazy", idle(server), `--report=${report}`];
    start([rouseExec, ...options, "--", ...server.argv]);
    await reportState(report, "waiting");
    const tally = await race(server);
    expect(readReport(report)?.wakes).toBe(cycles + 1);
    return tally;
  });
});
