import { expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { parseMap } from "../../src/address/socket-map.js";
import { type ContainerPlan, planContainer } from "../../src/units/plan-container.js";

const web: ContainerPlan = {
  name: "web",
  scope: "user",
  systemdVersion: 252,
  addresses: [parseAddress("127.0.0.1:8080")],
  maps: [],
  idle: 600_000_000,
  rouseExec: "/usr/lib/rouse/rouse-exec",
  image: "localhost/web",
  isRoot: true,
  command: ["/web", ":8080"],
  origin: "rouse podman web --image localhost/web --listen 127.0.0.1:8080",
};

/** Without what changes with each version of Rouse. */
function shown(plan: ContainerPlan): string[] {
  const { units, container } = planContainer(plan);
  return [...units, container].map(({ name, text }) => {
    const lines = text.replace(/^# Written by rouse \S+\./, "# Written by rouse VERSION.");
    return `${name}:\n${lines.replace(/^Version=.*$/m, "Version=VERSION")}`;
  });
}

test("one socket, systemd 252", () => {
  expect(shown(web)).toMatchInlineSnapshot(`
    [
      "web.socket:
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
    Kind=podman
    Command=rouse podman web --image localhost/web --listen 127.0.0.1:8080
    ",
      "web.container:
    # Written by rouse VERSION. Change it with: rouse edit web
    [Unit]
    Description=web, in a container without a network
    Requires=web.socket
    StartLimitIntervalSec=0

    [Container]
    Image=localhost/web
    Network=none
    Notify=yes
    Volume=/usr/lib/rouse/rouse-exec:/rouse-exec:ro
    Volume=%t/rouse/%N:/rouse
    PodmanArgs=--entrypoint=/rouse-exec
    Exec=--ready --exit-idle-time=10min --report=/rouse/report.json -- /web :8080

    [Service]
    RuntimeDirectory=rouse/%N
    RuntimeDirectoryMode=0700
    RuntimeDirectoryPreserve=yes
    TimeoutStartSec=15min
    Restart=on-failure
    RestartSec=1s
    SuccessExitStatus=143

    [X-Rouse]
    Name=web
    Version=VERSION
    Kind=podman
    Command=rouse podman web --image localhost/web --listen 127.0.0.1:8080
    ",
    ]
  `);
});

test("two sockets, a map, systemd 255", () => {
  const addresses = [
    parseAddress("/run/me/web.sock,name=site"),
    parseAddress("udp:[::1]:53,name=dns"),
  ];
  const maps = [parseMap("/web.sock=site")];
  const command = ["/bin/dns server", "%h", "$HOME", 'a"b', "\n"];
  const plan = { ...web, scope: "system", systemdVersion: 255, addresses, maps, command } as const;
  expect(shown(plan)).toMatchInlineSnapshot(`
    [
      "web.socket:
    # Written by rouse VERSION. Change it with: rouse edit web
    [Unit]
    Description=web, socket

    [Socket]
    ListenStream=/run/me/web.sock
    FileDescriptorName=site
    SocketMode=0600
    DirectoryMode=0700
    RemoveOnStop=yes
    TriggerLimitIntervalSec=0
    PollLimitIntervalSec=1s
    PollLimitBurst=5

    [Install]
    WantedBy=sockets.target

    [X-Rouse]
    Name=web
    Version=VERSION
    Kind=podman
    Command=rouse podman web --image localhost/web --listen 127.0.0.1:8080
    ",
      "web-1.socket:
    # Written by rouse VERSION. Change it with: rouse edit web
    [Unit]
    Description=web, socket

    [Socket]
    ListenDatagram=[::1]:53
    FileDescriptorName=dns
    Service=web.service
    TriggerLimitIntervalSec=0
    PollLimitIntervalSec=1s
    PollLimitBurst=5

    [Install]
    WantedBy=sockets.target

    [X-Rouse]
    Name=web
    Version=VERSION
    Kind=podman
    Command=rouse podman web --image localhost/web --listen 127.0.0.1:8080
    ",
      "web.container:
    # Written by rouse VERSION. Change it with: rouse edit web
    [Unit]
    Description=web, in a container without a network
    Requires=web.socket web-1.socket
    StartLimitIntervalSec=0

    [Container]
    Image=localhost/web
    Network=none
    Notify=yes
    Volume=/usr/lib/rouse/rouse-exec:/rouse-exec:ro
    Volume=%t/rouse/%N:/rouse
    PodmanArgs=--entrypoint=/rouse-exec
    Exec=--map=/web.sock=site --ready --exit-idle-time=10min --report=/rouse/report.json -- "/bin/dns server" %%h $$HOME "a\\"b" "\\n"

    [Service]
    Sockets=web.socket web-1.socket
    RuntimeDirectory=rouse/%N
    RuntimeDirectoryMode=0700
    RuntimeDirectoryPreserve=yes
    TimeoutStartSec=15min
    Restart=on-failure
    RestartSec=1s
    RestartSteps=5
    RestartMaxDelaySec=1min
    SuccessExitStatus=143

    [X-Rouse]
    Name=web
    Version=VERSION
    Kind=podman
    Command=rouse podman web --image localhost/web --listen 127.0.0.1:8080
    ",
    ]
  `);
});

test("guards are left out where that is asked for", () => {
  const { container } = planContainer({ ...web, withoutGuards: ["path-guards"] });
  expect(container.text).toContain(" --exit-idle-time=10min --no-path-guards --report=");
});

test("an image whose program is not root", () => {
  const { container } = planContainer({ ...web, isRoot: false });
  expect(container.text).not.toMatch(/report\.json|RuntimeDirectory|%t/);
});

test.each([
  [{ command: ["/web", ""] }, "cannot write Exec= with ''"],
  [{ command: ["/web", ";"] }, "cannot write Exec= with ';'"],
  [{ rouseExec: "/home/a b/rouse-exec" }, "cannot write Volume= with '/home/a b/rouse-exec'"],
  [{ rouseExec: "/home/$a/rouse-exec" }, "set ROUSE_EXEC_PATH to a rouse-exec whose path is"],
])("what Quadlet would not pass on is refused: %j", (change, problem) => {
  expect(() => planContainer({ ...web, ...change })).toThrow(problem);
});

test("what clients wait for is given on to rouse-exec, and the container has the time for it", () => {
  const ready = { checks: [{ what: "http:/health" }], timeout: 3_600_000_000, opensLate: false };
  const { container } = planContainer({ ...web, ready });
  expect(container.text).toContain(
    " --ready-check=http:/health --ready-check-timeout=1h --report=",
  );
  expect(container.text).toContain("\nTimeoutStartSec=1h 10s\n");
});

test("which connections are use is given on to rouse-exec", () => {
  const { container } = planContainer({
    ...web,
    rules: { use: { quietAfter: 60_000_000, ignoredClients: ["uid:0"] } },
  });
  expect(container.text).toContain(" --quiet-after=1min --ignore-clients=uid:0 ");
});

test("a container reaches the folder of its group, and waits for its turn without end", () => {
  const { container } = planContainer({ ...web, rules: { turn: { group: "gpu" } } });
  expect(container.text).toContain("\nVolume=%t/rouse/one-of/gpu:/rouse-one-of/gpu\n");
  expect(container.text).toContain(` --one-of=/rouse-one-of/gpu,name=${web.name} `);
  expect(container.text).toContain(
    "\nExecStartPre=/usr/bin/install -d -m 1777 %t/rouse/one-of/gpu\n",
  );
  expect(container.text).toContain("\nTimeoutStartSec=infinity\n");
});

test("how the program is stopped, and which guards are left out, is given on to rouse-exec", () => {
  const stop = { timeout: 5_000_000, signal: "QUIT", toAll: true };
  const { container } = planContainer({
    ...web,
    rules: { stop },
    withoutGuards: ["connect-guard"],
  });
  expect(container.text).toContain(" --stop-signal=QUIT --stop-signal-to=all --stop-timeout=5s ");
  expect(container.text).toContain(" --no-connect-guard ");
  expect(container.text).toContain("\nTimeoutStopSec=15s\n");
});
