import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activating } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { type Running, run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { ways } from "./service.js";

/** NTP has one port, which may be in use here: ntpd and its clients have a network of their own. */
const network = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"];
/** The clock of this machine is left alone. */
const withoutClock = ["setpriv", "--bounding-set=-sys_time"];
const configuration = "disable ntp kernel\n";

/** Asks for the time (RFC 5905, version 4, mode 3), and prints the mode of the answer, which is 4 for a server's. */
const client = `
import socket, sys
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as asking:
    asking.settimeout(60)
    asking.connect((sys.argv[1], 123))
    asking.send(b"\\x23" + bytes(47))
    print(asking.recv(999)[0] & 7)
`;

function startNtpd(
  way: (typeof ways)[number],
  addresses: readonly string[],
  options: readonly string[],
) {
  const folder = tempDir();
  const report = join(folder, "service.json");
  writeFileSync(join(folder, "ntp.conf"), configuration);
  const ntpd = ["ntpd", "-n", "-c", join(folder, "ntp.conf"), "-f", join(folder, "drift")];
  const command = (...more: string[]) => {
    return [rouseExec, `--report=${report}`, ...options, ...more, "--", ...ntpd];
  };
  const sockets = addresses.map((address, index) => ({
    kind: "udp" as const,
    address,
    name: `ntp${index}`,
  }));
  const listens = sockets.map(({ address, name }) => `--listen=udp:${address},name=${name}`);
  const how = {
    LISTEN_FDS: () => activating(sockets, command()),
    "--listen": () => command(...listens),
    "--lazy": () => command(...listens, "--lazy"),
  };
  const running = start([...network, ...withoutClock, ...how[way]()], { cwd: folder });
  return { running, report };
}

async function ask(running: Running, host: string): Promise<void> {
  const inside = ["nsenter", "--net", "--target", String(running.pid)];
  const answer = await run([...inside, "python3", "-c", client, host]);
  expect(answer, running.output.all()).toMatchObject({ code: 0, stdout: "4\n" });
}

const { describe: asRoot } = needsRoot("ntpd", "unshare", "nsenter", "ip", "setpriv");

asRoot("ntpd, which binds every address and throws away what comes in there", () => {
  describe.each(ways)("%s", (way) => {
    test.each([
      { hosts: ["127.0.0.1"], addresses: ["127.0.0.1:123"] },
      { hosts: ["127.0.0.1", "::1"], addresses: ["127.0.0.1:123", "[::1]:123"] },
      {
        hosts: ["127.0.0.1"],
        addresses: ["0.0.0.0:123"],
        options: ["--map=127.0.0.1:123=ntp0"],
      },
    ])("answers at $hosts, given $addresses", async ({ hosts, addresses, options = [] }) => {
      const { running, report } = startNtpd(way, addresses, options);
      await reportState(report, way === "--lazy" ? "waiting" : "running");
      for (const host of hosts) await ask(running, host);
      const { sockets } = await reportWhere(report, ({ state }) => state === "running");
      expect(sockets.map(({ listening }) => listening)).toEqual(sockets.map(() => true));
    });
  });
});
