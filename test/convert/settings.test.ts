import { expect, test } from "vitest";
import type { OriginalUnit } from "../../src/engines/systemd/convert/original-unit.js";
import { dropInSections } from "../../src/engines/systemd/convert/settings.js";
import { formatUnit } from "../../src/units/format-unit.js";
import { parseUnit } from "../../src/units/parse-unit.js";

function original(...texts: string[]): OriginalUnit {
  const none = { triggers: [], wantedBy: [], dependents: [], boundBy: [] };
  return {
    ...{ unit: "web.service", scope: "system", isActive: true, cgroup: "", ...none },
    ...{ obstacle: undefined, conversion: undefined },
    texts: texts.map((text) => parseUnit(text, "web.service")),
  };
}

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
    /^$|^\[|^StartLimit|^Sockets=|^ExecStart=$|^Runtime|^KillMode=mixed$|^Restart(=on-failure|Sec=1s)$/;
  return formatUnit(dropInSections(original(text), wish))
    .split("\n")
    .filter((line) => !always.test(line));
}

const rouseExec = "/usr/lib/rouse/rouse-exec --exit-idle-time=10min";
const report = "--report=%t/rouse/%N/report.json --";

test("the whole of a drop-in for a plain service", () => {
  const text = "[Service]\nExecStart=/usr/bin/web --port 80\n";
  expect(formatUnit(dropInSections(original(text), wish))).toMatchInlineSnapshot(`
    "[Unit]
    StartLimitIntervalSec=0

    [Service]
    Sockets=web.socket
    ExecStart=
    ExecStart=/usr/lib/rouse/rouse-exec --exit-idle-time=10min --report=%t/rouse/%N/report.json -- /usr/bin/web --port 80
    KillMode=mixed
    Restart=on-failure
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
const ready = `ExecStart=/usr/lib/rouse/rouse-exec --ready --exit-idle-time=10min ${report} /usr/bin/web`;

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

test.each(["process", "none", "mixed"])("KillMode=%s stays", (mode) => {
  const sections = dropInSections(original(`[Service]\n${web}\nKillMode=${mode}\n`), wish);
  expect(formatUnit(sections)).not.toContain("KillMode");
});

test.each(["always", "on-success", "on-abnormal", "no"])(
  "Restart=%s does not wake what sleeps",
  (restart) => {
    const text = `[Service]\n${web}\nRestart=${restart}\nRestartSec=5s\n`;
    const lines = formatUnit(dropInSections(original(text), wish));
    expect(lines).toContain("Restart=on-failure\n");
    expect(lines).not.toContain("RestartSec");
  },
);

test("a drop-in of others counts as the unit does", () => {
  const override = "[Service]\nExecStart=\nExecStart=/usr/bin/other\nType=notify\n";
  const text = formatUnit(dropInSections(original(`[Service]\n${web}\n`, override), wish));
  expect(text).toContain(`${rouseExec} ${report} /usr/bin/other`);
  expect(text).toContain("NotifyAccess=all");
});
