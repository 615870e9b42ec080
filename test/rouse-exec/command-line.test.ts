import { describe, expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { buildArgv } from "../../src/rouse-exec/command-line.js";

describe("buildArgv", () => {
  test("writes everything that is set", () => {
    const argv = buildArgv({
      addresses: ["127.0.0.1:80,name=web", "/a,mode=0666"].map((text) => parseAddress(text)),
      maps: [{ bind: "*:3000", name: "web" }],
      lazy: true,
      idle: 5_400_000_000,
      readiness: {
        checks: [{ what: "http:/health", socket: "web" }, { what: "exec:a b,c" }],
        ...{ interval: 250_000, passes: 3, timeout: 0, opensLate: true },
      },
      rules: {
        use: { quietAfter: 300_000_000, ignoredClients: ["10.0.0.0/8", "uid:5"] },
        busy: {
          ...{ cpu: 20, check: "a b", file: "/run/a b", minAwake: 60_000_000 },
          hours: ["Mon 09:00-18:00"],
        },
        sleep: { freezeFor: 3_600_000_000 },
        stop: { timeout: 1_500_000, signal: "QUIT", toAll: true },
        turn: { group: "gpu", name: "my web", maxWait: 600_000_000 },
      },
      withoutGuards: ["path-guards", "connect-guard"],
      report: "/run/rouse/web.json",
      removeReport: true,
      announcement: "held; try it",
      verbose: true,
      command: ["node", "--", "-x", "a b", ""],
    });
    expect(argv).toEqual([
      "rouse-exec",
      "--listen=127.0.0.1:80,name=web",
      "--listen=/a,mode=0666",
      "--map=*:3000=web",
      "--lazy",
      "--exit-idle-time=1h 30min",
      ...["--ready-check=http:/health,socket=web", "--ready-check=exec:a b,c"],
      ...["--ready-check-interval=250ms", "--ready-check-passes=3", "--ready-check-timeout=0"],
      "--ready-check-else=open",
      ...["--quiet-after=5min", "--ignore-clients=10.0.0.0/8", "--ignore-clients=uid:5"],
      ...["--busy-cpu=20", "--busy-check=a b", "--busy-file=/run/a b"],
      ...["--awake=Mon 09:00-18:00", "--min-awake=1min"],
      ...["--sleep=freeze", "--freeze-for=1h"],
      ...["--stop-signal=QUIT", "--stop-signal-to=all", "--stop-timeout=1s 500ms"],
      ...["--one-of=gpu,name=my web", "--max-wait=10min"],
      "--no-path-guards",
      "--no-connect-guard",
      "--report=/run/rouse/web.json",
      "--remove-report",
      "--verbose",
      "--announce=held; try it",
      ...["--", "node", "--", "-x", "a b", ""],
    ]);
  });

  test("leaves out what is not set", () => {
    const idle = Number.POSITIVE_INFINITY;
    const argv = buildArgv({ addresses: [], maps: [], lazy: false, idle, command: ["true"] });
    expect(argv).toEqual(["rouse-exec", "--exit-idle-time=infinity", "--", "true"]);
  });
});
