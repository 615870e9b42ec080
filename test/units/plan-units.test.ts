import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import type { StopRule } from "../../src/rouse-exec/rules.js";
import { escapeUnitName } from "../../src/units/escape-unit-name.js";
import { formatUnit } from "../../src/units/format-unit.js";
import { parseExec } from "../../src/units/parse-exec.js";
import { parseUnit } from "../../src/units/parse-unit.js";
import type { ServicePlan, UnitFile } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { quoteExecPath, quoteExecWord } from "../../src/units/quote-exec.js";
import { findMark, formatMark } from "../../src/units/rouse-section.js";
import { assignmentsOf } from "../../src/units/unit-assignments.js";
import { errorOf } from "../errors/errors-of.js";
import { oddText } from "./arbitrary-plan.js";
import { expandSpecifiers } from "./specifiers.js";

const plain: ServicePlan = {
  ...{ name: "web", scope: "user", systemdVersion: 252, maps: [], idle: 600_000_000 },
  ...{ addresses: addresses("127.0.0.1:8080"), rouseExec: "/usr/lib/rouse/rouse-exec" },
  ...{ command: ["/usr/bin/python3", "-m", "http.server", "8080"], workingDirectory: "/srv/web" },
  ...{ environment: [], origin: "rouse add web --listen 8080 -- python3 -m http.server 8080" },
};

function addresses(...texts: string[]) {
  return texts.map((text) => parseAddress(text));
}

/** Without the number of the version, which changes. */
function shown(plan: ServicePlan): string {
  const files = planUnits(plan).map(({ name, text }) => `## ${name}\n${text}`);
  return files.join("\n").replace(/(?<=rouse |Version=)\d+\.\d+\.\d+\S*?(?=\.?\s)/g, "VERSION");
}

function unit(units: UnitFile[], name: string): string {
  const found = units.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name} among ${units.map((one) => one.name).join(", ")}`);
  return found.text;
}

describe("planUnits", () => {
  test("writes a service of the user", () => {
    expect(shown(plain)).toMatchInlineSnapshot(`
      "## web.socket
      # Written by rouse VERSION. Change it with: rouse edit web
      [Unit]
      Description=web, socket

      [Socket]
      ListenStream=127.0.0.1:8080
      FileDescriptorName=web
      KeepAlive=yes
      KeepAliveTimeSec=2min
      KeepAliveIntervalSec=30s
      KeepAliveProbes=6
      TriggerLimitIntervalSec=0

      [Install]
      WantedBy=sockets.target

      [X-Rouse]
      Name=web
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080

      ## web.service
      # Written by rouse VERSION. Change it with: rouse edit web
      [Unit]
      Description=web
      Requires=web.socket
      StartLimitIntervalSec=0

      [Service]
      Type=notify
      NotifyAccess=all
      ExecStart=/usr/lib/rouse/rouse-exec --ready --retry --exit-idle-time=10min --report=%t/rouse/%N.json -- /usr/bin/python3 -m http.server 8080
      WorkingDirectory=/srv/web
      RuntimeDirectory=rouse
      RuntimeDirectoryMode=0700
      RuntimeDirectoryPreserve=yes
      KillMode=mixed
      TimeoutStartSec=15min
      RestartForceExitStatus=125 200 203 216 217 218 226 228 233
      RestartSec=1s

      [X-Rouse]
      Name=web
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080
      "
    `);
  });

  test("writes a sandboxed service of the system with several sockets, for a newer systemd", () => {
    const plan: ServicePlan = {
      ...{ ...plain, name: "my app", scope: "system", systemdVersion: 257, runAs: "www-data" },
      ...{
        addresses: addresses(
          "[::]:80",
          "192.0.2.1:443,name=tls",
          "/run/app/ctl,mode=0660,name=ctl",
        ),
      },
      ...{ sandbox: { network: false }, environment: [["MOTTO", 'a "b" 100%']] },
      ...{ maps: [{ bind: "*:8443", name: "tls" }], idle: Number.POSITIVE_INFINITY },
    };
    expect(shown(plan)).toMatchInlineSnapshot(`
      "## my\\x20app.socket
      # Written by rouse VERSION. Change it with: rouse edit 'my app'
      [Unit]
      Description=my app, socket

      [Socket]
      ListenStream=[::]:80
      FileDescriptorName=my app
      BindIPv6Only=both
      KeepAlive=yes
      KeepAliveTimeSec=2min
      KeepAliveIntervalSec=30s
      KeepAliveProbes=6
      TriggerLimitIntervalSec=0
      PollLimitIntervalSec=1s
      PollLimitBurst=5

      [Install]
      WantedBy=sockets.target

      [X-Rouse]
      Name=my app
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080

      ## my\\x20app-1.socket
      # Written by rouse VERSION. Change it with: rouse edit 'my app'
      [Unit]
      Description=my app, socket

      [Socket]
      ListenStream=192.0.2.1:443
      FileDescriptorName=tls
      Service=my\\x20app.service
      FreeBind=yes
      KeepAlive=yes
      KeepAliveTimeSec=2min
      KeepAliveIntervalSec=30s
      KeepAliveProbes=6
      TriggerLimitIntervalSec=0
      PollLimitIntervalSec=1s
      PollLimitBurst=5

      [Install]
      WantedBy=sockets.target

      [X-Rouse]
      Name=my app
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080

      ## my\\x20app-2.socket
      # Written by rouse VERSION. Change it with: rouse edit 'my app'
      [Unit]
      Description=my app, socket

      [Socket]
      ListenStream=/run/app/ctl
      FileDescriptorName=ctl
      Service=my\\x20app.service
      SocketUser=www-data
      SocketMode=0660
      DirectoryMode=0755
      RemoveOnStop=yes
      TriggerLimitIntervalSec=0
      PollLimitIntervalSec=1s
      PollLimitBurst=5

      [Install]
      WantedBy=sockets.target

      [X-Rouse]
      Name=my app
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080

      ## my\\x20app.service
      # Written by rouse VERSION. Change it with: rouse edit 'my app'
      [Unit]
      Description=my app
      Requires=my\\x20app.socket my\\x20app-1.socket my\\x20app-2.socket
      StartLimitIntervalSec=0

      [Service]
      Type=notify
      NotifyAccess=all
      Sockets=my\\x20app.socket my\\x20app-1.socket my\\x20app-2.socket
      ExecStart=/usr/lib/rouse/rouse-exec "--map=*:8443=tls" --ready --retry --exit-idle-time=infinity --report=%t/rouse/%N/report.json -- /usr/bin/python3 -m http.server 8080
      WorkingDirectory=/srv/web
      Environment="MOTTO=a \\"b\\" 100%%"
      User=www-data
      RuntimeDirectory=rouse/%N
      RuntimeDirectoryPreserve=yes
      KillMode=mixed
      TimeoutStartSec=15min
      RestartForceExitStatus=125 200 203 216 217 218 226 228 233
      RestartSec=1s
      RestartSteps=5
      RestartMaxDelaySec=1min
      PrivateNetwork=yes
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      ProtectHome=yes
      PrivateTmp=yes
      NoNewPrivileges=yes
      CapabilityBoundingSet=
      ProtectSystem=strict
      PrivateDevices=yes
      PrivateIPC=yes
      ProtectKernelTunables=yes
      ProtectKernelModules=yes
      ProtectKernelLogs=yes
      ProtectControlGroups=yes
      ProtectClock=yes
      ProtectHostname=yes
      RestrictNamespaces=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      LockPersonality=yes
      UMask=0077
      SystemCallArchitectures=native
      SystemCallFilter=@system-service seccomp pidfd_open pidfd_getfd process_vm_readv ptrace
      SystemCallErrorNumber=EPERM

      [X-Rouse]
      Name=my app
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080
      "
    `);
  });

  test("writes a sandboxed service of a user made up by systemd, on a unix socket", () => {
    const plan: ServicePlan = {
      ...{ ...plain, name: "köln", scope: "system", addresses: addresses("/run/köln.sock") },
      ...{ sandbox: { network: true }, workingDirectory: "/" },
    };
    expect(shown(plan)).toMatchInlineSnapshot(`
      "## k\\xc3\\xb6ln.socket
      # Written by rouse VERSION. Change it with: rouse edit 'köln'
      [Unit]
      Description=köln, socket

      [Socket]
      ListenStream=/run/köln.sock
      FileDescriptorName=k\\xc3\\xb6ln
      SocketMode=0600
      DirectoryMode=0700
      RemoveOnStop=yes
      TriggerLimitIntervalSec=0

      [Install]
      WantedBy=sockets.target

      [X-Rouse]
      Name=köln
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080

      ## k\\xc3\\xb6ln.service
      # Written by rouse VERSION. Change it with: rouse edit 'köln'
      [Unit]
      Description=köln
      Requires=k\\xc3\\xb6ln.socket
      StartLimitIntervalSec=0

      [Service]
      Type=notify
      NotifyAccess=all
      ExecStart=/usr/lib/rouse/rouse-exec --ready --retry --exit-idle-time=10min --report=%t/rouse/%N/report.json -- /usr/bin/python3 -m http.server 8080
      WorkingDirectory=/
      RuntimeDirectory=rouse/%N
      RuntimeDirectoryPreserve=yes
      KillMode=mixed
      TimeoutStartSec=15min
      RestartForceExitStatus=125 200 203 216 217 218 226 228 233
      RestartSec=1s
      DynamicUser=yes
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      ProtectHome=yes
      PrivateTmp=yes
      NoNewPrivileges=yes
      CapabilityBoundingSet=
      ProtectSystem=strict
      PrivateDevices=yes
      PrivateIPC=yes
      ProtectKernelTunables=yes
      ProtectKernelModules=yes
      ProtectKernelLogs=yes
      ProtectControlGroups=yes
      ProtectClock=yes
      ProtectHostname=yes
      RestrictNamespaces=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      LockPersonality=yes
      UMask=0077
      SystemCallArchitectures=native
      SystemCallFilter=@system-service seccomp pidfd_open pidfd_getfd process_vm_readv ptrace
      SystemCallErrorNumber=EPERM

      [X-Rouse]
      Name=köln
      Version=VERSION
      Kind=add
      Command=rouse add web --listen 8080 -- python3 -m http.server 8080
      "
    `);
  });

  test("gives sockets that cannot share a unit one of their own", () => {
    const texts = [
      "127.0.0.1:1",
      "127.0.0.1:2",
      "udp:127.0.0.1:1",
      "192.0.2.1:1",
      "/a",
      "/b",
      "/c,mode=0666",
    ];
    const units = planUnits({
      ...plain,
      addresses: addresses(...texts, "@d", "127.0.0.1:3,name=x"),
    });
    const listens = units.map(({ name, text }) => [
      name,
      ...(text.match(/(?<=^Listen.*=).*/gm) ?? []),
    ]);
    expect(listens).toEqual([
      ["web.socket", "127.0.0.1:1", "127.0.0.1:2"],
      ["web-1.socket", "127.0.0.1:1"],
      ["web-2.socket", "192.0.2.1:1"],
      ["web-3.socket", "/a", "/b"],
      ["web-4.socket", "/c"],
      ["web-5.socket", "@d"],
      ["web-6.socket", "127.0.0.1:3"],
      ["web.service"],
    ]);
  });

  test("leads a map to the socket that it names by its address", () => {
    const maps = [{ bind: "*:9", name: "127.0.0.1:2" }];
    const units = planUnits({ ...plain, maps, addresses: addresses("127.0.0.1:1", "127.0.0.1:2") });
    expect(unit(units, "web.service")).toContain(`"--map=*:9=web-1"`);
    expect(unit(units, "web-1.socket")).toMatch(
      /^ListenStream=127\.0\.0\.1:2\nFileDescriptorName=web-1$/m,
    );
    const single = planUnits({ ...plain, maps: [{ bind: "*", name: "127.0.0.1:8080" }] });
    expect(unit(single, "web.service")).toContain(`"--map=*=web"`);
  });

  test.each<[sleep: NonNullable<ServicePlan["rules"]>["sleep"], options: string]>([
    [{}, "--exit-idle-time=10min --sleep=freeze --report"],
    [
      { freezeFor: 3_600_000_000 },
      "--exit-idle-time=10min --sleep=freeze --freeze-for=1h --report",
    ],
  ])("a frozen program has a cgroup of its own: %j", (sleep, options) => {
    const service = unit(planUnits({ ...plain, rules: { sleep } }), "web.service");
    expect(service).toContain(` ${options}`);
    expect(service).toContain("\nDelegate=yes\n");
    expect(unit(planUnits(plain), "web.service")).not.toContain("Delegate");
  });

  test.each<[stop: StopRule | undefined, options: string, timeout: string | undefined]>([
    [undefined, "--exit-idle-time=10min --report", undefined],
    [{ toAll: false }, "--exit-idle-time=10min --report", undefined],
    [{ toAll: true }, "--exit-idle-time=10min --stop-signal-to=all --report", undefined],
    [{ toAll: false, signal: "QUIT" }, "10min --stop-signal=QUIT --report", undefined],
    [{ toAll: false, timeout: 5_000_000 }, "10min --stop-timeout=5s --report", "15s"],
    [{ toAll: false, timeout: 0 }, "10min --stop-timeout=0 --report", "infinity"],
  ])("gives systemd more time than rouse-exec to end a program: %j", (stop, options, timeout) => {
    const service = unit(planUnits({ ...plain, rules: { stop } }), "web.service");
    expect(service).toContain(options);
    expect(/^TimeoutStopSec=(.*)$/m.exec(service)?.[1]).toBe(timeout);
  });

  test("gives on which connections are use", () => {
    const use = { quietAfter: 60_000_000, ignoredClients: ["unit:a%b.service"] };
    const service = unit(planUnits({ ...plain, rules: { use } }), "web.service");
    const options = "--quiet-after=1min --ignore-clients=unit:a%%b.service";
    expect(service).toContain(` --exit-idle-time=10min ${options} --report=`);
  });

  test.each<[own: Partial<ServicePlan>, made: boolean, reached: boolean]>([
    [{ scope: "user" }, false, false],
    [{ scope: "user", sandbox: { network: false } }, false, false],
    [{ scope: "system" }, false, false],
    [{ scope: "system", runAs: "web" }, true, false],
    [{ scope: "system", sandbox: { network: false } }, true, true],
  ])("gives every user of a group a folder that it reaches: %j", (own, made, reached) => {
    const turn = { group: "gpu", maxWait: 60_000_000 };
    const service = unit(
      planUnits({ ...plain, name: "my %web", rules: { turn }, ...own }),
      `${escapeUnitName("my %web")}.service`,
    );
    expect(service).toContain(
      ` "--one-of=%t/rouse/one-of/gpu,name=my %%web" --max-wait=1min --report=`,
    );
    const make = "\nExecStartPre=+/usr/bin/install -d -m 1777 %t/rouse/one-of/gpu\n";
    expect(service.includes(make)).toBe(made);
    expect(service.includes("\nReadWritePaths=-%t/rouse/one-of/gpu\n")).toBe(reached);
  });

  test("gives on what clients wait for, and rouse-exec more time than the program has", () => {
    const ready = { checks: [{ what: "exec:echo $A %i" }], opensLate: false };
    const service = (own: object) =>
      unit(planUnits({ ...plain, ready: { ...ready, ...own } }), "web.service");
    expect(service({})).toContain(`"--ready-check=exec:echo $$A %%i" --report`);
    const timeout = (own: object) => /^TimeoutStartSec=(.*)$/m.exec(service(own))?.[1];
    expect(timeout({})).toBe("15min 10s");
    expect(timeout({ timeout: 1_000_000 })).toBe("15min 10s");
    expect(timeout({ timeout: 3_600_000_000 })).toBe("1h 10s");
    expect(timeout({ timeout: 0 })).toBe("infinity");
    expect(timeout({ timeout: Number.POSITIVE_INFINITY })).toBe("infinity");
  });

  test("has a check ask the socket that it names by its address", () => {
    const ready = { checks: [{ what: "tcp", socket: "127.0.0.1:2" }], opensLate: false };
    const both = addresses("127.0.0.1:1", "127.0.0.1:2");
    const units = planUnits({ ...plain, ready, addresses: both });
    expect(unit(units, "web.service")).toContain(" --ready-check=tcp,socket=web-1 ");
    expect(unit(units, "web-1.socket")).toMatch(
      /^ListenStream=127\.0\.0\.1:2\nFileDescriptorName=web-1$/m,
    );
  });

  test("holds an IPv4 and an IPv6 socket of one port beside each other", () => {
    const units = planUnits({ ...plain, addresses: addresses("0.0.0.0:80", "[::]:80") });
    expect(units.map(({ text }) => /BindIPv6Only=.*/.exec(text)?.[0])).toEqual([
      ...[undefined, "BindIPv6Only=ipv6-only", undefined],
    ]);
  });

  test.each<[what: string, change: Partial<ServicePlan>, says: RegExp]>([
    ["a path of two lines", { addresses: addresses("/a\nb") }, /ListenStream=.*one line/],
    ["a folder of two lines", { workingDirectory: "/a\nb" }, /WorkingDirectory=.*one line/],
    ["a noncharacter", { command: ["/a", "\ufffe"] }, /ExecStart=.*noncharacters/],
    ["a noncharacter in the name", { name: "a\ufdd0" }, /Name=.*noncharacters/],
    ["a NUL byte", { command: ["/a", "\0"] }, /ExecStart=.*NUL/],
    ["a quote in the path of rouse-exec", { rouseExec: "/a'b/rouse-exec" }, /ExecStart=.*quotes/],
    [
      "a name of a variable with a dot",
      { environment: [["a.b", "1"]] },
      /Environment=.*a\.b=1.*letters/,
    ],
    ["a name of a variable that begins with a digit", { environment: [["1a", ""]] }, /digit/],
  ])("refuses %s", (_, change, says) => {
    const error = errorOf(() => planUnits({ ...plain, ...change }));
    expect(error.code).toBe("UNIT_VALUE_UNFIT");
    expect(error.message).toMatch(says);
  });
});

describe("escapeUnitName", () => {
  test.each([
    ["web", "web"],
    ["my-app", "my-app"],
    ["my app", "my\\x20app"],
    ["köln", "k\\xc3\\xb6ln"],
    ["a.b", "a.b"],
    ["-.a", "\\x2d.a"],
    [".a", "\\x2ea"],
    ["a/b@c:d%e\\", "a\\x2fb\\x40c\\x3ad\\x25e\\x5c"],
  ])("makes of %s %s", (name, escaped) => {
    expect(escapeUnitName(name)).toBe(escaped);
  });

  test("takes every name, and gives it back", () => {
    fc.assert(
      fc.property(oddText, (name) => {
        expect(escapeUnitName(name)).toMatch(/^([\w.-]|\\x[\da-f]{2})*$/);
        expect(unescapeUnitName(escapeUnitName(name))).toBe(name);
      }),
    );
  });
});

/** The name that escapeUnitName was given. */
function unescapeUnitName(unit: string): string {
  const bytes = unit.split(/(\\x[0-9a-f]{2})/).map((part) => {
    return /^\\x/.test(part) ? Buffer.from(part.slice(2), "hex") : Buffer.from(part);
  });
  return Buffer.concat(bytes).toString();
}

test("quoted words give a command that is read back as it was", () => {
  fc.assert(
    fc.property(fc.array(oddText, { maxLength: 5 }), (words) => {
      const line = [quoteExecPath("/a b"), ...words.map(quoteExecWord)].join(" ");
      const [read] = parseExec(line);
      const plainWords = read?.words.map((word) => {
        return expandSpecifiers(word, {}).replaceAll("$$", "$");
      });
      expect(plainWords).toEqual(["/a b", ...words]);
    }),
  );
});

describe("a mark", () => {
  test("is read back from the unit, whatever it says", () => {
    fc.assert(
      fc.property(oddText, oddText, (name, command) => {
        const { head, section } = formatMark({ name, kind: "add", command });
        const text = head + formatUnit([["Unit", [["Description", "a"]]], section]);
        expect(findMark(parseUnit(text, "a"))).toMatchObject({ name, kind: "add", command });
        expect(assignmentsOf([parseUnit(text, "a")], "Unit", "Description")).toHaveLength(1);
      }),
    );
  });

  test("is missing from a unit of others", () => {
    expect(findMark(parseUnit("[X-Rouse]\nName=a\nVersion=1\nKind=other\nCommand=b\n", "a"))).toBe(
      undefined,
    );
    expect(findMark(parseUnit("[Unit]\nName=a\nVersion=1\nKind=add\nCommand=b\n", "a"))).toBe(
      undefined,
    );
  });
});
