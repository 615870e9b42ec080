import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { listen, node, standIn } from "./stand-in.js";

const path108 = `/${"p".repeat(107)}`;

const bad: [args: string[], says: RegExp][] = [
  [["8080"], /no program to run: put -- and the command at the end/],
  [["8080", "--"], /no program to run/],
  [["8080", "python3", "-m", "http.server"], /no program to run/],
  [["--", "x"], /no address to listen on/],
  [
    ["8080", "--port", "1", "--", "x"],
    /unknown option '--port': the address needs no option; see `rouse listen --help`/,
  ],
  [["8080", "--mpa", "*=a", "--", "x"], /unknown option '--mpa' \(Did you mean --map\?\)/],
  [
    ["8080", "--idle", "--", "x"],
    /the option --idle needs a value: --idle SPAN; see `rouse listen --help`/,
  ],
  [["localhost:80", "--", "x"], /names are not looked up; write 127\.0\.0\.1:80/],
  [["127.0.0.1:80a", "--", "x"], /expected a port number/],
  [["0", "--", "x"], /expected a port from 1 to 65535, got 0/],
  [["0.0.0.0:65536", "--", "x"], /expected a port from 1 to 65535, got 65536/],
  [["a.sock", "--", "x"], /expected PORT, 127\.0\.0\.1:PORT/],
  [["./a.sock", "--", "x"], /expected an absolute path/],
  [[path108, "--", "x"], /108 bytes and the kernel takes at most 107/],
  [["a\nb\u001b:80", "--", "x"], /'a\\u\{a\}b\\u\{1b\}:80'/],
  [["8080,name=a", "8081,name=a", "--", "x"], /two sockets are named 'a'/],
  [
    ["8080", "8080", "--", "x"],
    /cannot listen on 127\.0\.0\.1:8080 twice: leave one of the two out/,
  ],
  [["8080", "127.0.0.1:8080,name=a", "--", "x"], /cannot listen on 127\.0\.0\.1:8080 twice/],
  [
    ["8080", "--stop-timeout", "soon", "--", "x"],
    /cannot read the time span 'soon' of --stop-timeout: expected something like 90s, 10min/,
  ],
  [
    ["8080", "--sleep", "hibernate", "--", "x"],
    /cannot put a program to sleep by --sleep 'hibernate': expected stop or freeze/,
  ],
  [
    ["8080", "--freeze-for", "1h", "--", "x"],
    /frozen for '1h', since it is not frozen at all: write --sleep freeze too/,
  ],
  [
    ["8080", "--sleep", "freeze", "--idle", "0", "--", "x"],
    /cannot freeze a program that is never idle/,
  ],
  [
    ["8080", "--stop-signal-to", "child", "--", "x"],
    /cannot send the stop signal to 'child': expected program, .* or all, which is every process of it/,
  ],
  [
    ["8080", "--stop-signal", "FROB", "--", "x"],
    /cannot stop a program with the signal 'FROB': expected a signal that ends it/,
  ],
  [
    ["8080", "--one-of", "a/b", "--", "x"],
    /cannot use 'a\/b' as the group of --one-of: expected letters, digits and _ \. @ -/,
  ],
  [
    ["8080", "--max-wait", "1min", "--", "x"],
    /cannot use --max-wait without a group, .*: expected --one-of as well/,
  ],
  [
    ["8080", "--one-of", "gpu", "--sleep", "freeze", "--", "x"],
    /cannot freeze a service of the group 'g(pu)?': .*; leave out --sleep freeze, or --one-of/,
  ],
  [["udp:53", "udp:53", "--", "x"], /cannot listen on udp:127\.0\.0\.1:53 twice/],
  [["192.168.1.7", "--", "x"], /'192\.168\.1\.7': the port is missing, as in 192\.168\.1\.7:8080/],
  [["udp:[::1]", "--", "x"], /'udp:\[::1\]': the port is missing, as in \[::1\]:8080/],
  [["localhost", "--", "x"], /names are not looked up; write 127\.0\.0\.1:PORT/],
  [["8080", "--map", "*:80", "--", "x"], /cannot read the map '\*:80': expected BIND=NAME/],
  [["8080", "--map", "*:80=web", "--", "x"], /named 'web'; .* '127\.0\.0\.1:8080'/],
  [["8080", "--idle", "soon", "--", "x"], /cannot read the time span 'soon'/],
  [["8080", "--idle", "-5", "--", "x"], /cannot read the time span '-5'/],
  [["8080", "--name", "../x", "--", "x"], /cannot name a service '\.\.\/x'/],
];

async function refusal(argv: string[], env: Record<string, string> = {}): Promise<string> {
  const answer = await run(argv, { env: { ROUSE_EXEC_PATH: standIn(), ...env } });
  expect(answer).toMatchObject({ code: 125, signal: null, stdout: "" });
  expect(answer.stderr).toMatch(/^rouse: [^\n]+\n$/);
  return answer.stderr;
}

describe("rouse refuses with one sentence and status 125, and starts nothing, at", () => {
  test.each(bad)("rouse listen %j", async (args, says) => {
    expect(await refusal([...listen, ...args])).toMatch(says);
  });

  test.each([
    [["lisen"], /unknown command 'lisen' \(Did you mean listen\?\); see `rouse --help`/],
    [["--verbse"], /unknown option '--verbse'/],
    [["--port", "1"], /unknown option '--port'; see `rouse --help`/],
    [["help", "lisen"], /unknown command 'lisen' \(Did you mean listen\?\); see `rouse --help`/],
    [
      ["daemon"],
      /the command after 'daemon' is missing: expected one of run, status, stop; see `rouse daemon --help`/,
    ],
    [["remove", "web"], /unknown command 'remove' \(Did you mean rm\?\); see `rouse --help`/],
    [
      ["daemon", "start"],
      /unknown command 'start' \(Did you mean run\?\); see `rouse daemon --help`/,
    ],
    [["logs", "web", "-n"], /the option --lines needs a value: --lines N; see `rouse logs --help`/],
    [["podman", "web"], /the option --image is missing: --image IMAGE; see `rouse podman --help`/],
    [["daemon", "run", "--bad"], /unknown option '--bad'; see `rouse daemon run --help`/],
    [["daemon", "stop", "now"], /unexpected argument 'now'; see `rouse daemon stop --help`/],
    [["daemon", "rum"], /unknown command 'rum' \(Did you mean run\?\); see `rouse daemon --help`/],
    [["daemon", "help", "rum"], /unknown command 'rum' \(Did you mean run\?\)/],
    [["ls", "nope"], /unexpected argument 'nope'; see `rouse ls --help`/],
    [["completion", "tcsh"], /expected SHELL to be one of bash, zsh, fish, got 'tcsh'; see/],
    [
      ["add", "web", "--port", "1", "--", "x"],
      /unknown option '--port': the address belongs to --listen; see/,
    ],
  ])("rouse %j", async (args, says) => {
    expect(await refusal([...listen.slice(0, 2), ...args])).toMatch(says);
  });

  test("an argument that Node cannot read", async () => {
    const shell = ["sh", "-c", `exec "$@" "$(printf 'caf\\351')"`, "sh", ...listen, "8080", "--"];
    expect(await refusal([...shell, "cat"])).toMatch(/cannot pass on the argument 'caf.*UTF-8/);
  });

  test("a report folder that is not safe", async () => {
    const runtime = tempDir();
    mkdirSync(join(runtime, "rouse"));
    chmodSync(join(runtime, "rouse"), 0o777);
    const args = ["8080", "--name", "x", "--", "y"];
    const said = await refusal([...listen, ...args], { XDG_RUNTIME_DIR: runtime });
    expect(said).toMatch(/its mode is 0777, which lets others in/);
  });

  test("a rouse-exec that is not there", async () => {
    const env = { ROUSE_EXEC_PATH: "/nowhere" };
    expect(await refusal([...listen, "8080", "--", "x"], env)).toMatch(
      /'\/nowhere' is not an exec/,
    );
  });

  test("a system that is not Linux", async () => {
    const pretend = `Object.defineProperty(process, "platform", { value: "darwin" })`;
    const [, ...rest] = listen;
    const argv = [node, "--import", `data:text/javascript,${pretend}`, ...rest, "8080", "--", "x"];
    expect(await refusal(argv)).toMatch(/Rouse needs Linux .* this is darwin/);
  });
});
