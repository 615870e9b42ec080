import { describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { failedBy, makers, startGated } from "./gated.js";

const check = "--ready-check=http:/health";

describe.each(makers)("%s:", (maker) => {
  test.each(["[::]", "[::1]"])("clients of an IPv6 address wait: %s", async (host) => {
    const port = await freePort();
    const address = `${host}:${port}`;
    const argv = ["python3", program("loads.py"), "accept", "tcp", address];
    const { report } = await startGated(maker, [{ kind: "tcp", address }], [check], argv);
    const answer = get(`[::1]:${port}`);
    const { program_pid } = await failedBy(report, "http:/health: answered 503");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
  });
});

/** The kernel has not finished with an address of the machine's that the private network has just got, too. */
const address = "[fd00:5::1]:8080";
const network = 'ip link set lo up; ip addr add fd00:5::1/128 dev lo nodad; exec "$@"';

needsRoot("unshare", "nsenter", "ip", "curl").test(
  "clients of an IPv6 address of the machine wait",
  async () => {
    const report = `${tempDir()}/service.json`;
    const server = ["python3", program("loads.py"), "accept", "tcp", address];
    const argv = [rouseExec, `--listen=${address}`, check, `--report=${report}`, "--", ...server];
    const running = start(["unshare", "--net", "sh", "-c", network, "sh", ...argv]);
    const { program_pid } = await failedBy(report, "http:/health: answered 503");
    const inside = ["nsenter", `--net=/proc/${running.pid}/ns/net`];
    const answer = run([...inside, "curl", "-sg", `http://${address}/`]);
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect(JSON.parse((await answer).stdout)).toMatchObject({ name: ["fd00:5::1", 8080, 0, 0] });
  },
);
