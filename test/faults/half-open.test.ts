import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { activating, type ListeningSocket } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import { readReport, reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const address = "127.0.0.1:8080";
const idleMs = 200;

/** KeepAlive=yes KeepAliveTimeSec=1 KeepAliveIntervalSec=1 KeepAliveProbes=2 of a .socket unit. */
const keepAlive: ListeningSocket["options"] = [
  ["SOL_SOCKET", "SO_KEEPALIVE", 1],
  ["IPPROTO_TCP", "TCP_KEEPIDLE", 1],
  ["IPPROTO_TCP", "TCP_KEEPINTVL", 1],
  ["IPPROTO_TCP", "TCP_KEEPCNT", 2],
];

needsRoot("unshare", "nsenter", "ip").describe("a client that is gone and could not say so", () => {
  atOnce({
    "is let go of by the keep-alive of the unit, and the service sleeps": async () => {
      const report = await loseClient(keepAlive);
      await reportState(report, "waiting");
    },

    "keeps it awake without keep-alive: nobody can know": async () => {
      const report = await loseClient([]);
      await reportWhere(report, ({ connections }) => connections === 1);
      await pause(4000);
      expect(readReport(report)).toMatchObject({ state: "running", connections: 1 });
    },
  });
});

/** A service and its client in a network of their own, which fails; then the client ends. */
async function loseClient(passed: NonNullable<ListeningSocket["options"]>) {
  const server = ["python3", "-B", program("adopt-idle.py"), "tcp", address, "hold"];
  const report = `${tempDir()}/service.json`;
  const options = ["--lazy", `--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  const argv = [rouseExec, ...options, "--", ...server];
  const activated = activating([{ kind: "tcp", address, options: passed }], argv);
  const network = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"];
  const running = start([...network, ...activated]);
  await reportState(report, "waiting");
  const inside = ["nsenter", "--net", "--target", String(running.pid)];
  const client = start([...inside, "python3", program("fault-client.py"), address]);
  await client.line(/^connected$/);
  await running.line(/^accepted$/);
  await run([...inside, "ip", "link", "set", "lo", "down"]);
  client.stdin?.end();
  await client.exit();
  return report;
}
