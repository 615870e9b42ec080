import { describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { foldUnits, lasting, namelessPort, probe } from "./probed.js";
import { steps } from "./steps.js";

test("rouse probe --help tells all of it", async () => {
  const { stdout } = await probe("--help");
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: rouse probe [OPTION]... -- COMMAND [ARG]...

    Runs COMMAND as it is, watches what it binds and listens on and when it is ready, and ends it.
    Then shows the units that would start it at its first connection, and what stands in the way.
    Writes nothing.

    Options:
      --for <SPAN>  watch for SPAN (default: until nothing is bound or loading for 3s, 30s at most)
      --add <NAME>  afterwards add it as the service NAME, as \`rouse add\` does
      --user        a service of this user (the default, except for root)
      --system      a service of the system (the default for root)
      --json        print one JSON document
      -h, --help    show this help

    SPAN is a duration such as 90s or 1min; a number without a unit is seconds.

    COMMAND is watched until it listens, and for 3 seconds has neither bound anything new nor said that
    it is loading; Ctrl-C ends the watch at once and shows what was seen. The output of COMMAND goes to
    stderr, and its stdin is empty. Then all its processes are ended, by SIGTERM and, after 5 seconds,
    by SIGKILL. COMMAND runs for real: what it writes stays written.

    While it starts, its TCP and unix sockets are asked whether they are ready: by GET of /health,
    /healthz, /ready, /-/ready and /, or as clients of PostgreSQL, Redis and MariaDB do. READY=1 is
    heard as well (NOTIFY_SOCKET). If COMMAND listened before it was ready, the service gets the
    --ready-check that keeps its clients waiting.

    LISTENS is when COMMAND began to listen, in milliseconds after its start; it is "no" where clients
    cannot connect, "in use" where another program has the address, and "closed" where COMMAND no
    longer listens.

    Example
      rouse probe -- python3 -m http.server 8080 --bind 127.0.0.1

    Exit status: 125 when something failed, or when --add finds nothing to add.
    "
  `);
});

test("rouse probe prints a table, the units, and the line that makes them", async () => {
  const port = await namelessPort();
  const { code, stdout, stderr } = await probe("--user", "--", ...steps(`tcp:127.0.0.1:${port}`));
  expect(code).toBe(0);
  expect(stderr).toBe(
    "rouse: watching what it binds; Ctrl-C ends the watch and shows what was seen\ndone\n",
  );
  expect(
    lasting(foldUnits(stdout), [
      [String(port), "PORT"],
      [root, "/CHECKOUT"],
    ]),
  ).toMatchInlineSnapshot(`
    "ADDRESS  TYPE  NAME  PROCESS  BOUND  LISTENS
    127.0.0.1:PORT  tcp  -  python3 (PID)  N ms  N ms

    # probe-steps.socket
    …

    # probe-steps.service
    …

    Make these units with:
      rouse add probe-steps --user --listen 127.0.0.1:PORT -- python3 /CHECKOUT/test/programs/probe-steps.py tcp:127.0.0.1:PORT
    Without systemd, hold the same sockets in the foreground with:
      rouse listen 127.0.0.1:PORT -- python3 /CHECKOUT/test/programs/probe-steps.py tcp:127.0.0.1:PORT
    "
  `);
});

describe("rouse probe refuses before it runs anything", () => {
  test.each([
    [[], /^rouse: no program to run: put -- and the command at the end/],
    [["--for", "soon", "--", "true"], /^rouse: cannot read the time span 'soon'/],
    [["--for", "0", "--", "true"], /^rouse: --for 0 leaves no time to watch: give it a time such/],
    [["--", "no-such-program"], /^rouse: cannot find the program 'no-such-program'/],
    [["--", "/etc/passwd"], /^rouse: cannot run the program '\/etc\/passwd': it is not exec/],
    [["--user", "--system", "--", "true"], /^rouse: --user and --system exclude each other/],
    [["--add", "a", "--json", "--", "true"], /^rouse: --add and --json exclude each other/],
    [["--add", "a.service", "--", "true"], /^rouse: cannot name a service 'a.service'/],
    [["--add", "a", "--user", "--system", "--", "true"], /^rouse: --user and --system exclude/],
    [
      ["sleep", "60"],
      /^rouse: no program to run: put -- and the command .* `rouse probe -- python3/,
    ],
    [
      ["python3", "-m", "http.server"],
      /^rouse: no program to run: put -- and the command at the end/,
    ],
  ])("%j", async (args, says) => {
    const { code, stdout, stderr } = await probe(...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});
