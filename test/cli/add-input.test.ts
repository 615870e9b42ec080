import { chmodSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatBareAddress } from "../../src/address/address.js";
import { defineService } from "../../src/cli/add/add-definition.js";
import { addNotes } from "../../src/cli/add/add-notes.js";
import type { AddOptions } from "../../src/cli/add/add-options.js";
import { planService, type ServiceDraft } from "../../src/definition/plan-service.js";
import { isLingering } from "../../src/engines/systemd/manager/linger.js";
import { requireReachable } from "../../src/engines/systemd/preconditions/require-reachable.js";
import type { ServicePlan } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { rouse } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { node } from "./stand-in.js";

const command = ["cat", "-"];

function plan(name: string, options: AddOptions, words: readonly string[] = command): ServiceDraft {
  return planService(defineService(name, { listen: ["8080"], ...options }, words), "user");
}

const bad: [name: string, options: AddOptions, says: RegExp][] = [
  ["", {}, /cannot name a service '': it is empty; choose another name/],
  [" web", {}, /it begins or ends with a space/],
  ["a\nb", {}, /'a\\u\{a\}b': it contains a line break or another control character/],
  ["-a", {}, /it would be read as an option/],
  ["rouse", {}, /that is the name of Rouse's own daemon/],
  ["daemon.12", {}, /that is the name of Rouse's own daemon/],
  ["web.service", {}, /the name of a service has no \.service/],
  ["ü".repeat(31), {}, /the names of its units would have 248 bytes, and 244 is the most/],
  ["web", { listen: [] }, /no address to listen on: .*`rouse add web --listen 8080 -- python3/],
  ["web", { listen: ["localhost:80"] }, /names are not looked up; write 127\.0\.0\.1:80/],
  [
    "web",
    { listen: ["8080", "127.0.0.1:8080"] },
    /cannot listen on 127\.0\.0\.1:8080 twice: leave one/,
  ],
  ["web", { map: ["*:80=web"] }, /no socket is named 'web'/],
  ["web", { idle: "soon" }, /cannot read the time span 'soon'/],
  [
    "web",
    { oneOf: "gpu", sleep: "freeze" },
    /cannot freeze a service of the group 'gpu': .* leave/,
  ],
  ["web", { quietAfter: "soon" }, /cannot read the time span 'soon'/],
  ["web", { quietAfter: "999ms" }, /--quiet-after '999ms': expected 1s or more/],
  ["web", { quietAfter: "1min", idle: "0" }, /a program that never sleeps: .*--idle 10min/],
  [
    "web",
    { ignoreClients: ["uid:0"], idle: "0" },
    /cannot use --ignore-clients for a program that/,
  ],
  ...[
    "",
    "localhost",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "::/129",
    "[::1]",
    "fd00::1%lo",
  ].map((text): (typeof bad)[number] => [
    "web",
    { ignoreClients: [text] },
    /expected a network, the/,
  ]),
  ...["uid:", "uid:root", "uid:-1", "uid:4294967295", "unit:", "unit:a/b"].map(
    (text): (typeof bad)[number] => ["web", { ignoreClients: [text] }, /expected a network, the/],
  ),
  ["web", { stopTimeout: "soon" }, /cannot read the time span 'soon'/],
  [
    "web",
    { stopSignal: "STOP" },
    /signal 'STOP': expected a signal that ends it, as SIGTERM, QUIT/,
  ],
  ["web", { stopSignalTo: "child" }, /to 'child': expected program, .*, or all, which/],
  ["web", { env: ["A"] }, /cannot read the variable 'A': expected NAME=VALUE/],
  ["web", { env: ["=A"] }, /cannot read the variable '=A'/],
  ["web", { env: ["1A=x"] }, /cannot read the variable '1A=x'/],
  [
    "web",
    { cwd: "/nonexistent" },
    /in the folder '\/nonexistent': it does not exist; choose another/,
  ],
  ["web", { cwd: "/etc/passwd" }, /in the folder '\/etc\/passwd': it is not a folder/],
];

describe("rouse add", () => {
  test("keeps how its command is stopped, for the line that makes the units again", () => {
    const { rules, origin } = plan("web", {
      ...{ stopTimeout: "5s", stopSignal: "QUIT", stopSignalTo: "all" },
    });
    expect(rules?.stop).toEqual({ timeout: 5_000_000, signal: "QUIT", toAll: true });
    expect(origin).toContain(
      " --idle 10min --stop-signal=QUIT --stop-signal-to=all --stop-timeout=5s --cwd ",
    );
  });

  test("keeps what keeps its program awake, for the line that makes the units again", () => {
    const { rules, origin } = plan("web", {
      ...{ busyCpu: "20%", busyFile: "/run/a b", minAwake: "60", awake: ["Mon  09:00-18:00"] },
    });
    expect(rules?.busy).toEqual({
      cpu: 20,
      file: "/run/a b",
      hours: ["Mon 09:00-18:00"],
      minAwake: 60_000_000,
    });
    expect(origin).toContain(
      " --idle 10min --busy-cpu=20 '--busy-file=/run/a b' '--awake=Mon 09:00-18:00' --min-awake=1min --cwd ",
    );
  });

  test("keeps which connections are use, for the line that makes the units again", () => {
    const ignoreClients = ["fd00::/8", "unit:a b.scope"];
    const { rules, origin } = plan("web", { quietAfter: "5min", ignoreClients });
    expect(rules?.use).toEqual({ quietAfter: 300_000_000, ignoredClients: ignoreClients });
    expect(origin).toContain(
      " --idle 10min --quiet-after=5min --ignore-clients=fd00::/8 '--ignore-clients=unit:a b.scope' --cwd ",
    );
    const never = plan("web", { quietAfter: "infinity", idle: "0" });
    expect(never.rules?.use).toEqual({ ignoredClients: [] });
  });

  test("keeps with which services it takes turns, for the line that makes the units again", () => {
    const { rules, origin } = plan("web", { oneOf: "gpu", maxWait: "600s" });
    expect(rules?.turn).toEqual({ group: "gpu", maxWait: 600_000_000 });
    expect(origin).toContain(" --idle 10min --one-of=gpu --max-wait=10min --cwd ");
  });

  test("keeps what its clients wait for, for the line that makes the units again", () => {
    const { ready, origin } = plan("web", {
      ...{ readyCheck: ["http:/health", "exec:pg_isready -q"], readyCheckInterval: "250ms" },
      ...{ readyCheckPasses: "3", readyCheckTimeout: "1h", readyCheckElse: "open" },
    });
    expect(ready).toEqual({
      checks: [{ what: "http:/health" }, { what: "exec:pg_isready -q" }],
      ...{ interval: 250_000, passes: 3, timeout: 3_600_000_000, opensLate: true },
    });
    expect(origin).toContain(
      " --idle 10min --ready-check=http:/health '--ready-check=exec:pg_isready -q' --ready-check-interval=250ms" +
        " --ready-check-passes=3 --ready-check-timeout=1h --ready-check-else=open --cwd ",
    );
  });

  test.each(bad)("%j %j is refused", (name, options, says) => {
    expect(() => plan(name, options)).toThrow(says);
  });

  test.each([
    [[], /no program to run: .* `rouse add web --listen 8080 -- python3/],
    [[""], /cannot find the program ''/],
    [["no-such-program"], /cannot find the program 'no-such-program': it is in no folder of PATH/],
    [
      ["sh -c true"],
      /'sh -c true': it is in no folder of PATH; if this is a whole command, give its words/,
    ],
    [["./nothing"], /cannot run the program '\/.*\/nothing': there is no such file/],
    [["/etc/"], /cannot run the program '\/etc': it is a folder; give the path of a program/],
    [["/etc/passwd"], /'\/etc\/passwd': it is not executable for you; `chmod \+x`/],
    [["cat", "caf\ufffd"], /cannot pass on the argument/],
  ])("with the command %j is refused", (words, says) => {
    expect(() => plan("web", {}, words)).toThrow(says);
  });

  test("of what its user cannot reach is refused", async () => {
    const folder = tempDir();
    const program = join(folder, "server");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    chmodSync(folder, 0o700);
    const draft = plan("web", { cwd: "/" }, [program]);
    const other = { scope: "system", systemdVersion: 252, rouseExec: "/usr/bin/true" } as const;
    const system = { ...draft, ...other };
    const reach = (more: Partial<ServicePlan>) => requireReachable({ ...system, ...more });
    const closed = `: the user 'nobody' may not enter '${folder}'; move what the service needs`;
    await expect(reach({ runAs: "nobody" })).rejects.toThrow(`with '${program}'${closed}`);
    await expect(reach({ runAs: "no such" })).rejects.toThrow(
      "user 'no such': there is no such user",
    );
    await expect(reach({ runAs: "root" })).resolves.toBeUndefined();
    const sandbox = { network: false };
    await expect(reach({ sandbox })).rejects.toThrow(
      `with '${program}': the temporary user of --sandbox may not enter '${folder}'`,
    );
    expect(() => planUnits({ ...system, sandbox })).toThrow(
      `has a /tmp of its own, without '${program}'`,
    );
    await expect(reach({})).resolves.toBeUndefined();
  });

  test("says what somebody should know of what was asked for", () => {
    const listen = [
      "8080",
      "0.0.0.0:81",
      "[::]:82",
      "203.0.113.9:80",
      "udp:53,name=dns",
      "/run/x.sock",
    ];
    const draft = { ...plan("web", { listen }), scope: "system" as const };
    const far = "this machine has no address 203.0.113.9 now; clients get through once it has";
    expect(addNotes(listen, draft)).toEqual([
      "only this machine can connect or send datagrams to 127.0.0.1:8080, udp:127.0.0.1:53; to let other machines " +
        "connect or send datagrams: --listen 0.0.0.0:8080 --listen udp:0.0.0.0:53,name=dns",
      far,
      "it runs as root; --run-as USER or --sandbox gives it fewer rights",
    ]);
    const own = ["127.0.0.1:80", "127.9.9.9:81", "[::1]:82"];
    expect(
      addNotes(own, { ...draft, ...plan("web", { listen: own }), scope: "system", runAs: "www" }),
    ).toEqual([]);
    const network = { ...draft, addresses: [], sandbox: { network: true } };
    expect(addNotes([], network)).toEqual([]);
    expect(addNotes([], { ...network, sandbox: { network: false } })).toEqual([
      "it has no network except its sockets and cannot connect to others; --network lets it",
    ]);
  });

  test("knows whether the services of a user outlive the session", () => {
    const folder = tempDir();
    expect(isLingering(folder)).toBe(false);
    writeFileSync(join(folder, userInfo().username), "");
    expect(isLingering(folder)).toBe(true);
  });

  test("makes all absolute that is not, and says how it was called", () => {
    const { command, workingDirectory, addresses, origin } = plan("my web", {
      ...{ listen: ["3000,name=a", "udp:53", "/a b"], idle: "90s", map: ["*:1=a"] },
      ...{ env: ["A=b c"], cwd: "/usr/..", sandbox: true, network: true },
    });
    expect({ command, workingDirectory }).toEqual({
      command: ["/usr/bin/cat", "-"],
      workingDirectory: "/",
    });
    expect(addresses.map(formatBareAddress)).toEqual([
      "127.0.0.1:3000",
      "udp:127.0.0.1:53",
      "/a b",
    ]);
    expect(origin).toBe(
      "rouse add 'my web' --user --listen 127.0.0.1:3000,name=a --listen udp:127.0.0.1:53 --listen '/a b' " +
        "--map '*:1=a' --idle '1min 30s' --cwd / --env 'A=b c' --sandbox --network -- /usr/bin/cat -",
    );
  });

  test("without a -- says where the command goes; other words it does not know, it names", async () => {
    const refusal = async (...args: string[]) => {
      const { code, stdout, stderr } = await run([node, rouse, "add", ...args]);
      expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
      return stderr;
    };
    const missing =
      "rouse: no program to run: put -- and the command at the end, as in `rouse add web";
    expect(await refusal("web", "--listen", "8080", "python3", "-m", "http.server")).toContain(
      missing,
    );
    expect(await refusal("--listen", "1", "--", "cat")).toContain(
      "NAME is missing: the name of the service; see",
    );
    expect(await refusal("web", "--lisen", "1", "--", "x")).toContain("(Did you mean --listen?)");
    const both = await refusal("web", "--listen", "1", "--user", "--system", "--", "cat");
    expect(both).toBe("rouse: --user and --system exclude each other; see `rouse add --help`\n");
    const runAs = await refusal("web", "--listen", "1", "--user", "--run-as", "x", "--", "cat");
    expect(runAs).toBe("rouse: --run-as is for services of the system; see `rouse add --help`\n");
    const network = await refusal("web", "--listen", "1", "--network", "--", "cat");
    expect(network).toBe(
      "rouse: --network is for services with --sandbox; see `rouse add --help`\n",
    );
  });
});
