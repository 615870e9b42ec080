import { describe, expect, test } from "vitest";
import { root } from "../harness/paths.js";
import { foldUnits, lasting, namelessPort, probe } from "./probed.js";
import { steps } from "./steps.js";

test("rouse probe --help tells all of it", async () => {
  const { stdout } = await probe("--help");
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: rouse probe [OPTION]... -- COMMAND [ARG]...

    Runs COMMAND as it is, sees what it binds and listens on, ends it, and shows the units that would
    wake it at its first connection, with what stands in the way. Nothing is written.

    Options:
      --for <SPAN>  watch for so long, not until nothing new is bound for 3s (30s at most)
      --add <NAME>  then add it as the service NAME, as \`rouse add\` does
      --user        for the services of this user (the default, but for root)
      --system      for the services of the system (the default of root)
      --json        as one JSON document
      -h, --help    this text

    It is watched until it listens and has bound nothing new for 3 seconds; Ctrl-C ends that at once and shows what was
    seen. What it prints goes to stderr, and it reads nothing. Then all its processes are ended, by SIGTERM and after
    5 seconds by SIGKILL. It runs for real meanwhile: what it writes stays written.

    LISTENS is when, in milliseconds since it was started; "no" where clients cannot come, "in use" where another
    program has the address, "closed" where it listened and does not any more.

    Example
      rouse probe -- python3 -m http.server 8080 --bind 127.0.0.1

    Exit status: 0; 125 something failed, or with --add there is nothing to add.
    "
  `);
});

test("rouse probe prints a table, the units, and the line that makes them", async () => {
  const port = await namelessPort();
  const { code, stdout, stderr } = await probe("--user", "--", ...steps(`tcp:127.0.0.1:${port}`));
  expect(code).toBe(0);
  expect(stderr).toBe(
    "rouse: watching what it binds; Ctrl-C ends that and shows what was seen\ndone\n",
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
    "
  `);
});

describe("rouse probe refuses before it runs anything", () => {
  test.each([
    [[], /^rouse: no program to run: put -- and the command behind/],
    [["--for", "soon", "--", "true"], /^rouse: cannot read the time span 'soon'/],
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
    [["python3", "-m", "http.server"], /^rouse: no program to run: put -- and the command behind/],
  ])("%j", async (args, says) => {
    const { code, stdout, stderr } = await probe(...args);
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});
