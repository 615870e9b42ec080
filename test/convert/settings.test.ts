import { expect, test } from "vitest";
import type { Address } from "../../src/address/address.js";
import { conversionNotes } from "../../src/convert/conversion-notes.js";
import { dropInSections } from "../../src/convert/drop-in-sections.js";
import { changedStops } from "../../src/convert/exec-stops.js";
import { planConversion } from "../../src/convert/plan-conversion.js";
import { requireConvertible } from "../../src/convert/require-convertible.js";
import { typedReadiness, withUsualCheck } from "../../src/convert/usual-check.js";
import { requireVisible } from "../../src/convert/visible-to-service.js";
import { parseReady, type ReadyDefinition } from "../../src/definition/parse-ready.js";
import { parseStop } from "../../src/definition/parse-stop.js";
import { formatReady } from "../../src/rouse-exec/command-line.js";
import { formatUnit } from "../../src/units/format-unit.js";
import { original } from "./original.js";

const wish = {
  rouseExec: "/usr/lib/rouse/rouse-exec",
  idle: 600_000_000,
  maps: [],
  sockets: ["web.socket"],
};

/** The drop-in for a unit with these lines in [Service], without those that every one has. */
function added(...lines: string[]): string[] {
  const text = `[Service]\n${lines.join("\n")}\n`;
  const always =
    /^$|^\[|^StartLimit|^Sockets=|^ExecStart=$|^Runtime|^KillMode=mixed$|^Restart(=on-failure|Sec=1s|ForceExitStatus=.*)$/;
  return formatUnit(dropInSections(original(text), wish))
    .split("\n")
    .filter((line) => !always.test(line));
}

test("guards are left out where that is asked for", () => {
  const text = "[Service]\nExecStart=/usr/bin/web\n";
  const sections = dropInSections(original(text), { ...wish, withoutGuards: ["connect-guard"] });
  expect(formatUnit(sections)).toContain(" --exit-idle-time=10min --no-connect-guard --report=");
});

test.each([
  [[], "5s", " --stop-signal-to=all --stop-timeout=5s --report=", "15s"],
  [["TimeoutStopSec=7s"], "5s", " --stop-signal-to=all --stop-timeout=5s --report=", undefined],
  [["TimeoutStopSec=infinity"], "5s", " --stop-timeout=5s --report=", undefined],
  [["TimeoutStopSec=4s"], "5s", " --stop-timeout=5s --report=", "15s"],
  [["TimeoutStopSec=4s"], "0", " --stop-timeout=0 --report=", "infinity"],
  [
    ["TimeoutStopSec=4s"],
    undefined,
    " --stop-signal-to=all --stop-timeout=4s --report=",
    undefined,
  ],
])("of a unit with %j, --stop-timeout %s is given on as %s", (lines, typed, options, written) => {
  const text = `[Service]\n${["ExecStart=/usr/bin/web", ...lines].join("\n")}\n`;
  const stop = parseStop({ timeout: typed, signalTo: "all" });
  const sections = formatUnit(dropInSections(original(text), { ...wish, rules: { stop } }));
  expect(sections).toContain(options);
  expect(/^TimeoutStopSec=(.*)$/m.exec(sections)?.[1]).toBe(written);
});

test.each([
  ["system", [], true, false],
  ["system", ["User=web"], true, false],
  ["system", ["ProtectSystem=strict"], true, true],
  ["system", ["DynamicUser=yes"], true, true],
  ["user", ["ProtectSystem=strict"], false, false],
] as const)("a group of the %s is reached by a unit with %j", (scope, lines, made, reached) => {
  const text = `[Service]\n${["ExecStart=/usr/bin/web", ...lines].join("\n")}\n`;
  const turn = { group: "gpu", maxWait: 60_000_000 };
  const unit = { ...original(text), scope };
  const sections = formatUnit(dropInSections(unit, { ...wish, rules: { turn } }));
  expect(sections).toContain(
    ` --one-of=%t/rouse/one-of/gpu,name=${unit.unit.replace(".service", "")} --max-wait=1min --report=`,
  );
  const make = "\nExecStartPre=+/usr/bin/install -d -m 1777 %t/rouse/one-of/gpu\n";
  expect(sections.includes(make)).toBe(made);
  expect(sections.includes("\nReadWritePaths=-%t/rouse/one-of/gpu\n")).toBe(reached);
});

/** What `rouse convert` with these options has rouse-exec check, of a unit with these lines. */
function checksOf(lines: readonly string[], typed: ReadyDefinition, ...addresses: Address[]) {
  const exec = lines.some((line) => line.startsWith("ExecStart="))
    ? []
    : ["ExecStart=/usr/bin/web"];
  const unit = original(`[Service]\n${[...exec, ...lines].join("\n")}\n`);
  const readiness = parseReady(withUsualCheck(unit, addresses, typed), addresses);
  const sections = formatUnit(dropInSections(unit, { ...wish, readiness }));
  const again = formatReady(typedReadiness(readiness, typed)).join(" ");
  const [, checks] =
    / --exit-idle-time=10min (.*?)(?:--stop-timeout=\S+ )?--report=/.exec(sections) ?? [];
  return { checks: checks?.trim(), again };
}

const tcp: Address = { type: "tcp", host: "127.0.0.1", port: 80 };
const udp: Address = { type: "udp", host: "127.0.0.1", port: 80 };

const cluster = "ExecStart=-/usr/bin/pg_ctlcluster --skip-systemctl-redirect %i start";
/** As a unit quotes it: `$` is doubled, and the shell reads what is between the quotes. */
const clusterCheck =
  '"--ready-check=exec:pg_isready -q -h \\"$${ROUSE_CHECK_HOST:-$${ROUSE_CHECK_ADDRESS%%/*}}\\" ' +
  '-p \\"$${ROUSE_CHECK_PORT:-$${ROUSE_CHECK_ADDRESS##*.}}\\""';

test.each<[string[], ReadyDefinition, checks: string, again: string]>([
  [[], {}, "", ""],
  [["Type=simple", "TimeoutStartSec=5s"], {}, "", ""],
  [["Type=notify"], {}, "--ready-check=notify", ""],
  [["Type=notify-reload"], {}, "--ready-check=notify", ""],
  [
    ["Type=notify", "TimeoutStartSec=5min"],
    {},
    "--ready-check=notify --ready-check-timeout=5min",
    "",
  ],
  [["Type=notify", "TimeoutSec=0"], {}, "--ready-check=notify --ready-check-timeout=0", ""],
  [
    ["Type=notify", "TimeoutStartSec=5min"],
    { timeout: "1h" },
    "--ready-check=notify --ready-check-timeout=1h",
    "--ready-check-timeout=1h",
  ],
  [["Type=notify"], { checks: ["tcp"] }, "--ready-check=tcp", "--ready-check=tcp"],
  [
    ["Type=forking", "TimeoutStartSec=5s"],
    { checks: ["tcp"] },
    "--ready-check=tcp --ready-check-timeout=5s",
    "--ready-check=tcp",
  ],
  [
    ["Type=forking", "TimeoutStartSec=0", cluster],
    {},
    `${clusterCheck} --ready-check-timeout=0`,
    "",
  ],
  [["Type=forking", cluster], { checks: ["tcp"] }, "--ready-check=tcp", "--ready-check=tcp"],
  [["Type=forking", cluster.replace("start", "status")], {}, "", ""],
  [["TimeoutStartSec=5s"], { checks: ["tcp"] }, "--ready-check=tcp", "--ready-check=tcp"],
])("clients of a unit with %j and %j wait for %j", (lines, typed, checks, again) => {
  expect(checksOf(lines, typed, udp, tcp)).toEqual({ checks, again });
});

test("clients of datagram sockets wait for nothing", () => {
  expect(checksOf(["Type=notify"], {}, udp)).toEqual({ checks: "", again: "" });
});

test("rouse-exec may trace a sandboxed program whose clients wait", () => {
  const unit = original(`[Service]\n${web}\nSystemCallFilter=@system-service\n`);
  const readiness = { checks: [{ what: "notify" }], opensLate: false };
  expect(formatUnit(dropInSections(unit, { ...wish, readiness }))).toContain(
    "\nSystemCallFilter=seccomp pidfd_open pidfd_getfd process_vm_readv ptrace\n",
  );
});

const rouseExec = "/usr/lib/rouse/rouse-exec --retry --exit-idle-time=10min";
const report = "--report=%t/rouse/%N/report.json --";

test("the whole of a drop-in for a plain service", () => {
  const text = "[Service]\nExecStart=/usr/bin/web --port 80\n";
  expect(formatUnit(dropInSections(original(text), wish))).toMatchInlineSnapshot(`
    "[Unit]
    StartLimitIntervalSec=0

    [Service]
    Sockets=web.socket
    ExecStart=
    ExecStart=/usr/lib/rouse/rouse-exec --retry --exit-idle-time=10min --report=%t/rouse/%N/report.json -- /usr/bin/web --port 80
    KillMode=mixed
    RestartForceExitStatus=125 200 203 216 217 218 226 228 233
    RestartSec=1s
    RuntimeDirectory=rouse/%N
    RuntimeDirectoryPreserve=yes
    "
  `);
});

test.each([
  ["an option with a space", `/usr/bin/web "a b" 'c'`],
  ["variables and specifiers", "/usr/bin/web $OPTIONS %i %% $$"],
  ["a continued line", "/usr/bin/web \\\n  --port 80"],
  ["escapes", "/usr/bin/web \\x20 \\;"],
])("the command stays as it is written: %s", (_, command) => {
  const value = command.replaceAll("\\\n  ", "   ");
  expect(added(`ExecStart=${command}`)).toEqual([`ExecStart=${rouseExec} ${report} ${value}`]);
});

test.each(["-", "+", "!", "!!", ":", "-:"])(
  "the prefix %s stays before the whole line",
  (prefix) => {
    expect(added(`ExecStart=${prefix}/usr/bin/web`)).toEqual([
      `ExecStart=${prefix}${rouseExec} ${report} /usr/bin/web`,
    ]);
  },
);

const web = "ExecStart=/usr/bin/web";
const plain = `ExecStart=${rouseExec} ${report} /usr/bin/web`;
const ready = `ExecStart=/usr/lib/rouse/rouse-exec --ready --retry --exit-idle-time=10min ${report} /usr/bin/web`;

test.each<[lines: string[], expected: string[]]>([
  [["Type=simple"], [plain]],
  [["Type=exec"], [plain]],
  [["Type=idle"], [plain]],
  [["Type=notify"], ["NotifyAccess=all", plain]],
  [["Type=notify-reload"], ["NotifyAccess=all", plain]],
  [
    ["Type=forking", "PIDFile=/run/web.pid"],
    ["Type=notify", "NotifyAccess=main", "PIDFile=", ready],
  ],
  [
    ["Type=notify", "PIDFile=/run/web.pid"],
    ["NotifyAccess=all", "PIDFile=", plain],
  ],
  [["RemainAfterExit=on"], [plain, "RemainAfterExit=no"]],
  [["RemainAfterExit=off"], [plain]],
  [
    ["KillSignal=SIGQUIT", "TimeoutStopSec=1h"],
    [plain.replace(" --report", " --stop-signal=SIGQUIT --stop-timeout=1h --report")],
  ],
  [["TimeoutSec=0"], [plain.replace(" --report", " --stop-timeout=0 --report")]],
  [["ExecStop=-/bin/true"], [plain]],
  [
    ["ExecStop=/bin/a $MAINPID", "ExecStop=-/bin/b", "ExecStop=+/bin/c"],
    [plain, "ExecStop=", "ExecStop=-/bin/a $MAINPID", "ExecStop=-/bin/b", "ExecStop=-+/bin/c"],
  ],
  [
    ["SystemCallFilter=@system-service"],
    [plain, "SystemCallFilter=seccomp pidfd_open pidfd_getfd process_vm_readv"],
  ],
  [["SystemCallFilter=@system-service", "SystemCallFilter="], [plain]],
  [["RestrictAddressFamilies=AF_INET"], [plain, "RestrictAddressFamilies=AF_NETLINK AF_UNIX"]],
  [["NoExecPaths=/"], [plain, "ExecPaths=/usr/lib/rouse/rouse-exec"]],
])("%s", (lines, expected) => {
  expect(added(...lines, web)).toEqual(expected);
});

const braced = ["$", "{MAINPID}"].join("");
const pidFile = "PIDFile=/run/web.pid";
const ssd = "ExecStop=-/sbin/start-stop-daemon --quiet --stop";

test.each<[lines: string[], signal: string | undefined, timeouts?: string[]]>([
  [["ExecStop=/bin/kill $MAINPID"], undefined],
  [[`ExecStop=kill -15 ${braced}`], undefined],
  [["ExecStop=/usr/bin/kill -QUIT $MAINPID"], "SIGQUIT"],
  [["ExecStop=-+/bin/kill -s SIGQUIT $MAINPID"], "SIGQUIT"],
  [["ExecStop=/bin/kill --signal INT $MAINPID"], "SIGINT"],
  [["ExecStop=/bin/kill --signal=int $MAINPID"], "SIGINT"],
  [[`ExecStop=/bin/kill -WINCH ${braced}`, "KillSignal=SIGCONT"], "SIGWINCH"],
  [["ExecStop=/bin/kill -TERM $MAINPID", "KillSignal=SIGINT"], "SIGTERM"],
  [["ExecStop=/bin/kill -QUIT $MAINPID", "KillSignal=SIGQUIT"], undefined],
  [["ExecStop=/bin/kill -QUIT $MAINPID", "ExecStop=/bin/kill -3 $MAINPID"], "SIGQUIT"],
  [[pidFile, 'ExecStop=/bin/sh -c "/bin/kill -s QUIT $(/bin/cat /var/run/web.pid)"'], "SIGQUIT"],
  [["ExecStop=/usr/sbin/nginx -c /etc/web.conf -s quit"], "SIGQUIT"],
  [["ExecStop=/usr/bin/pg_ctlcluster --skip-systemctl-redirect -m fast %i stop"], "SIGINT"],
  [["ExecStop=/usr/lib/postgresql/15/bin/pg_ctl stop -D /srv/db -s -m smart"], undefined],
  [[pidFile, `${ssd} --signal INT --pidfile /run/web.pid`], "SIGINT"],
  [[pidFile, `${ssd} --retry QUIT/5 --pidfile /run/web.pid`], "SIGQUIT"],
  [
    [pidFile, `${ssd} --retry=QUIT/5 --pidfile=/run/web.pid`, "TimeoutStopSec=5"],
    "SIGQUIT",
    ["10s", "20s"],
  ],
  [
    [pidFile, `${ssd} --retry TERM/30/KILL/5 --pidfile /run/web.pid`, "TimeoutStopSec=5"],
    undefined,
    ["30s", "40s"],
  ],
  [[pidFile, `${ssd} --retry 7 --pidfile /run/web.pid`, "TimeoutStopSec=5min"], undefined, ["7s"]],
])("%j is dropped, and its signal kept: %s", (lines, signal, timeouts = []) => {
  const [timeout, ofSystemd] = timeouts;
  const unit = original(`[Service]\n${[web, ...lines].join("\n")}\n`);
  requireConvertible(unit);
  const text = formatUnit(dropInSections(unit, wish));
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) => value);
  expect(values("ExecStop")).toEqual([""]);
  const written = lines.includes("KillSignal=SIGQUIT") ? "SIGQUIT" : signal;
  expect(values("KillSignal")).toEqual(signal === undefined ? [] : [signal]);
  const isUsual = written === undefined || written === "SIGTERM";
  expect(/ --stop-signal=(\S+)/.exec(text)?.[1]).toBe(isUsual ? undefined : written);
  expect(/ --stop-timeout=(\S+)/.exec(text)?.[1]).toBe(timeout);
  expect(values("TimeoutStopSec")).toEqual(ofSystemd === undefined ? [] : [ofSystemd]);
});

test.each([
  ["ExecStop=/bin/kill -KILL $MAINPID"],
  ["ExecStop=/bin/kill -HUP $MAINPID"],
  ["ExecStop=/bin/kill -QUIT 1234"],
  ["ExecStop=:/bin/kill -QUIT $MAINPID"],
  ["ExecStop=/bin/kill -QUIT $MAINPID ; /bin/true"],
  ["ExecStop=/bin/kill -QUIT $MAINPID", "ExecStop=/usr/bin/tail --pid=$MAINPID -f /dev/null"],
  ["ExecStop=/bin/kill -QUIT $MAINPID", "ExecStop=/bin/kill $MAINPID"],
  ['ExecStop=/bin/sh -c "kill -QUIT $(cat /run/web.pid); rm /run/web.sock"', pidFile],
  ['ExecStop=/bin/sh -c "kill -QUIT $(cat /run/other.pid)"', pidFile],
  [`${ssd} --retry QUIT/5 --pidfile /run/other.pid`, pidFile],
  [`${ssd} --retry QUIT/5 --exec /usr/bin/web`, pidFile],
  [`${ssd} --retry TERM/5/QUIT/5 --pidfile /run/web.pid`, pidFile],
  ["ExecStop=/usr/bin/pg_ctlcluster --force %i stop"],
  ["ExecStop=/usr/bin/pg_ctlcluster %i restart"],
  ["ExecStop=/usr/bin/redis-cli shutdown"],
])("%s and %s may do more than signal, and stay with a note", (...lines) => {
  const unit = original(`[Service]\n${[web, ...lines].join("\n")}\n`);
  const stops = lines.filter((line) => line.startsWith("ExecStop="));
  const text = formatUnit(dropInSections(unit, wish));
  expect(changedStops(unit)).not.toEqual([""]);
  expect(text).not.toContain("KillSignal=");
  const plan = { dropIn: { path: "", text: "" }, sockets: [], timers: [], links: [] };
  expect(conversionNotes(unit, plan, [], [])).toEqual(
    stops.map(
      (stop) => `ExecStop= of web.service is kept, and may lose a client: ${stop.slice(9)}`,
    ),
  );
});

test("KillMode=mixed stays", () => {
  const sections = dropInSections(original(`[Service]\n${web}\nKillMode=mixed\n`), wish);
  expect(formatUnit(sections)).not.toContain("KillMode");
});

test("what ssh.service lets live on is not ended unasked", () => {
  const debian = `[Service]\nExecStart=/usr/sbin/sshd -D $SSHD_OPTS\nKillMode=process\nType=notify\n`;
  const mixed = "[Service]\nKillMode=mixed\n";
  const convert = (...texts: string[]) => requireConvertible(original(debian, ...texts));
  expect(convert).toThrow(
    "cannot convert 'web.service': KillMode=process lets the processes that it started (sessions, jobs) outlive it, " +
      "but rouse-exec ends all of them whenever it sleeps, and when it is stopped: after TimeoutStopSec= at the latest; " +
      "if they may end with it, set KillMode=mixed by `systemctl edit web.service`, and convert it then",
  );
  expect(() => convert(mixed)).not.toThrow();
});

test("a service of the user is told how to edit its unit", () => {
  const unit = { ...original("[Service]\nKillMode=none\n"), scope: "user" as const };
  expect(() => requireConvertible(unit)).toThrow(
    /: KillMode=none lets .* outlive a stop, .*; .* by `systemctl --user edit web\.service`, and /,
  );
});

test.each(["always", "on-success", "on-abnormal", "no"])(
  "Restart=%s does not wake what sleeps",
  (restart) => {
    const text = `[Service]\n${web}\nRestart=${restart}\nRestartSec=5s\n`;
    const lines = formatUnit(dropInSections(original(text), wish));
    expect(lines).toContain("Restart=no\n");
    expect(lines).not.toContain("RestartSec");
  },
);

test("who may connect is asked at the socket as well", () => {
  const text = `[Service]\n${web}\nIPAddressDeny=any\nIPAddressAllow=10.0.0.0/8 localhost\n`;
  const [socket] = planConversion(original(text), {
    ...{ ...wish, addresses: [{ type: "tcp", host: "0.0.0.0", port: 80 }] },
    ...{ systemdVersion: 252, origin: "rouse convert web" },
  }).sockets;
  expect(socket?.text).toContain("IPAddressDeny=any\nIPAddressAllow=10.0.0.0/8 localhost\n");
});

test.each([
  [252, "", true],
  [252, "[Unit]\nAssertPathExists=/a\n", false],
  [252, "[Unit]\nConditionHost=\n", true],
  [255, "[Unit]\nAssertPathExists=/a\n", true],
])("systemd %i with %j may trigger without end: %s", (systemdVersion, unit, endless) => {
  const [socket] = planConversion(original(`${unit}[Service]\n${web}\n`), {
    ...{ ...wish, addresses: [{ type: "tcp", host: "127.0.0.1", port: 80 }] },
    ...{ systemdVersion, origin: "rouse convert web" },
  }).sockets;
  expect(socket?.text.includes("TriggerLimitIntervalSec=0")).toBe(endless);
});

test("a drop-in of others counts as the unit does", () => {
  const override = "[Service]\nExecStart=\nExecStart=/usr/bin/other\nType=notify\n";
  const text = formatUnit(dropInSections(original(`[Service]\n${web}\n`, override), wish));
  expect(text).toContain(`${rouseExec} ${report} /usr/bin/other`);
  expect(text).toContain("NotifyAccess=all");
});

test.each([
  [
    "[Service]\nType=oneshot\nExecStart=/bin/a\n",
    "Type=oneshot is no server: it has ended once it is started",
  ],
  [
    "[Service]\nBusName=a.b\nExecStart=/bin/a\n",
    "Type=dbus is started by its name on the bus, and clients there would not be seen",
  ],
  ["[Service]\nType=new\nExecStart=/bin/a\n", "it has a Type= that is not known: new"],
  ["[Service]\n", "it has no ExecStart="],
  ["[Service]\nExecStart=/bin/a\nExecStart=/bin/b\n", "it has more than one ExecStart="],
  [
    "[Service]\nExecStart=/bin/a ; /bin/b\n",
    "its ExecStart= is not one plain command: /bin/a ; /bin/b",
  ],
  [`[Service]\nExecStart="-/bin/a"\n`, `its ExecStart= is not one plain command: "-/bin/a"`],
  [
    "[Service]\nExecStart=|/bin/a\n",
    "ExecStart=| is run by a shell; take the | out in a drop-in first",
  ],
  [
    "[Service]\nExecStart=@/bin/a b\n",
    "ExecStart=@ gives the program another name than its own, and rouse-exec starts it by its own; " +
      "take the @ and the name out in a drop-in first",
  ],
  [
    "[Service]\nExecStart=/bin/$a\n",
    "the path of its program holds a $, which systemd would take for a variable",
  ],
  [
    "[Unit]\nSuccessAction=exit\n[Service]\nExecStart=/bin/a\n",
    "SuccessAction=exit would happen whenever it sleeps",
  ],
  [
    "[Service]\nRestartForceExitStatus=3 0\nExecStart=/bin/a\n",
    "RestartForceExitStatus=0 would wake it whenever it sleeps",
  ],
  [
    "[Service]\nKillSignal=SIGSTOP\nExecStart=/bin/a\n",
    "KillSignal=SIGSTOP ends no program, so it could not be put to sleep",
  ],
  [
    "[Service]\nExecStart=/bin/a\n[X-Rouse]\nName=w\nVersion=1\nKind=add\nCommand=x\n",
    "Rouse wrote it, and it wakes by itself; change it with `rouse edit w`",
  ],
])("cannot be converted: %j", (text, problem) => {
  const convert = () => {
    requireConvertible(original(text));
    return dropInSections(original(text), wish);
  };
  expect(convert).toThrow(`cannot convert 'web.service': ${problem}`);
});

test.each([
  ["RootDirectory=/srv", "/usr/lib/rouse/rouse-exec"],
  ["RootImage=/srv/image", "/usr/lib/rouse/rouse-exec"],
  ["ProtectHome=yes", "/home/me/rouse-exec"],
  ["ProtectHome=tmpfs", "/root/rouse-exec"],
  ["PrivateTmp=true", "/tmp/rouse-exec"],
  ["InaccessiblePaths=-/opt +/srv", "/srv/rouse-exec"],
  ["TemporaryFileSystem=/opt:ro", "/opt/rouse/rouse-exec"],
])("%s hides %s", (line, path) => {
  const text = `[Service]\n${line}\n`;
  const [key] = line.split("=");
  const look = (place: string) => requireVisible(original(text), place);
  expect(() => look(path)).toThrow(`${key}= hides ${path} from it; install rouse-exec where`);
  if (!line.startsWith("Root")) expect(() => look("/usr/lib/rouse/rouse-exec")).not.toThrow();
});

test("ProtectHome=read-only hides nothing", () => {
  const text = "[Service]\nProtectHome=read-only\n";
  expect(() => requireVisible(original(text), "/home/me/rouse-exec")).not.toThrow();
});
