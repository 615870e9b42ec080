import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { expectToRun, refusal } from "./refused.js";

const listen = `--listen=@rouse-options-${process.pid}`;

describe("refused, and named in the one line that says so:", () => {
  test.each([
    ["an option that does not exist", ["--frobnicate"]],
    ["a short option that does not exist", ["-x"]],
    ["an option cut short", ["--liste=@a"]],
    ["a value for an option that takes none", ["--lazy=yes"]],
    ["a signal that does not exist", ["--stop-signal=SIGFROB"]],
    ["a receiver of signals that does not exist", ["--stop-signal-to=each"]],
    ["a sleep that does not exist", ["--sleep=hibernate"]],
    ["a freeze without an idle time", ["--sleep=freeze"]],
    ["signal 0", ["--stop-signal=0"]],
    ["signal 65", ["--stop-signal=65"]],
    ["SIGSTOP, which ends nothing", ["--stop-signal=19"]],
    ["SIGSTOP by its name", ["--stop-signal=STOP"]],
    ["SIGCONT, which ends nothing", ["--stop-signal=SIGCONT"]],
    ["SIGTSTP, which only stops", ["--stop-signal=TSTP"]],
    ["a quiet time that is too short", ["--quiet-after=999ms"]],
    ...[
      "",
      "localhost",
      "10.0.0.0/33",
      "10.0.0.0/",
      "10.0.0/8",
      "::/129",
      "fd00::1%lo",
      "uid:",
      "uid:root",
    ].map((whose): [string, string[]] => [`clients of '${whose}'`, [`--ignore-clients=${whose}`]]),
    ["clients of a user beyond all", ["--ignore-clients=uid:4294967295"]],
    ["clients of no unit", ["--ignore-clients=unit:"]],
    ["clients of a path", ["--ignore-clients=unit:a/b"]],
    ["a report without a name", ["--report="]],
  ])("%s", async (_, [option = ""]) => {
    expect(await refusal([listen, option])).toContain(option.replace(/=(yes)?$/, ""));
  });

  test("an end of a freeze without a freeze", async () => {
    expect(await refusal([listen, "--freeze-for=1h"])).toContain("write --sleep=freeze too");
  });

  test.each(["soon", "", " ", "-1s", "5 parsecs", "1e3", "1..5s", "s", "10min x", "0x10"])(
    "the span %o",
    async (span) => {
      for (const option of ["--exit-idle-time", "--quiet-after", "--stop-timeout", "--max-wait"]) {
        expect(await refusal([listen, `${option}=${span}`])).toContain(`${option}=${span}`);
      }
    },
  );

  test("a report in a folder that is not there", async () => {
    const file = join(tempDir(), "none/report.json");
    expect(await refusal([listen, `--report=${file}`])).toContain(file);
  });

  test("a socket in a folder that is not there", async () => {
    const folder = join(tempDir(), "none");
    expect(await refusal([`--listen=${folder}/web.sock`])).toContain(
      `cannot listen on ${folder}/web.sock: its folder does not exist; make it with mkdir -p ${folder}`,
    );
  });

  // In a new network namespace the sysctl has its default.
  needsRoot("unshare", "setpriv").test("a port for which there is no permission", async () => {
    const unprivileged = ["unshare", "-n", "setpriv", "--bounding-set=-net_bind_service"];
    const { code, stderr } = await run([...unprivileged, rouseExec, "--listen=0.0.0.0:80", "true"]);
    expect(code).toBe(125);
    expect(stderr).toContain(
      "cannot listen on 0.0.0.0:80: no permission for ports below net.ipv4.ip_unprivileged_port_start (1024 by " +
        "default); let a systemd socket unit hold it (`rouse add --system`), or choose a higher port",
    );
  });

  test("a report in the place of a folder", async () => {
    const file = join(tempDir(), "report.json");
    mkdirSync(file);
    expect(await refusal([listen, `--report=${file}`])).toContain(file);
  });
});

test.each([[[]], [["--"]], [[listen]], [[listen, "--"]]])(
  "%j without a program is refused",
  async (options) => {
    const { code, stdout, stderr } = await run([rouseExec, ...options]);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(/^rouse-exec: [^\n]*PROGRAM[^\n]*\n$/);
  },
);

test("an option without its value is refused", async () => {
  const { code, stderr } = await run([rouseExec, "--listen"]);
  expect(code).toBe(125);
  expect(stderr).toMatch(/^rouse-exec: [^\n]*--listen[^\n]*\n$/);
});

describe("taken:", () => {
  test.each([
    "90",
    "90s",
    "1min 30s",
    "10min",
    "500ms",
    "2h",
    "1.5h",
    "infinity",
    "0",
    "1d 2h 3min 4s 5ms 6us",
    "1w",
    "90 s",
  ])("the span %o", async (span) => {
    await expectToRun([listen, `--exit-idle-time=${span}`, `--stop-timeout=${span}`]);
  });

  test.each(["SIGTERM", "TERM", "15", "QUIT", "SIGUSR1", "RTMIN+3"])(
    "the signal %s",
    async (signal) => expectToRun([listen, `--stop-signal=${signal}`]),
  );

  test("a value as a word of its own", async () => {
    await expectToRun(["--listen", `127.0.0.1:${await freePort()}`, "--exit-idle-time", "1min"]);
  });

  test("options only before the program, whose own come through", async () => {
    const words = [listen, "echo", "--listen=80", "-v", "--", "x"];
    expect((await run([rouseExec, ...words])).stdout).toBe("--listen=80 -v -- x\n");
  });
});

test.each(["0.0000001", "0.0000000000001s", "0.1us", "0 0.0000001"])(
  "the span %o is a microsecond, since 0 would be never",
  async (span) => {
    const address = `127.0.0.1:${await freePort()}`;
    const server = ["python3", program("server.py"), "tcp", address];
    const options = [`--listen=${address}`, `--exit-idle-time=${span}`];
    const running = start([rouseExec, ...options, "--", ...server]);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  },
);

test("a quiet time for a program that never sleeps is refused", async () => {
  expect(await refusal([listen, "--quiet-after=1min"])).toContain("write --exit-idle-time as well");
});
