import { beforeAll, expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { type Machine, startMachine } from "../systemd/machine.js";
import { SshClient } from "./ssh-client.js";
import { startSshd } from "./sshd.js";

/** What `rouse` is on each: it tells what reached it, or ends in some way. */
const machines = {
  tells: `exec python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@"`,
  three: "echo is asleep; exit 3",
  four: "echo 'rouse: there is no service' >&2; exit 4",
  answers: `echo '{"api_version": 1, "services": [], "problems": ["no \\u001b[31m bus"]}'`,
  older: `echo '{"api_version": 2}'`,
  chatty: `echo 'Welcome!'; printf 'a\\033[31mred\\n'; printf '\\302\\2331mbold\\n' >&2`,
  waits: "echo begun; exec sleep 1000",
  without: undefined,
};
type Alias = keyof typeof machines;

/** Any command will do where it does not reach a real one. */
const some = ["add", "x", "--cwd", "/"];
const on = (...aliases: (Alias | "nowhere")[]) => aliases.flatMap((name) => ["--host", name]);

needsRoot("nsenter", "sshd", "ssh", "ssh-keygen").describe("a machine", () => {
  let client: SshClient;
  let machine: Machine;

  beforeAll(async () => {
    machine = await startMachine({ network: "own" });
    client = new SshClient(machine);
    const address = "127.0.0.1";
    for (const [index, [alias, rouse]] of Object.entries(machines).entries()) {
      const sshd = { alias, user: "rouse-test", address, port: 2201 + index } as const;
      await startSshd(machine, client, rouse === undefined ? sshd : { ...sshd, rouse });
    }
    client.know({ alias: "nowhere", user: "root", address, port: 9, key: "" });
  }, 60_000);

  test("gets every argument as it was typed, but for --host", async () => {
    const odd = [
      "'",
      " ",
      "$HOME",
      "a\nb",
      "`id`",
      "\\",
      "",
      "köln 名前",
      "*",
      "!!",
      '"',
      "~",
      "=ls",
    ];
    const typed = ["add", "my app", "--host", "tells", "--listen", "8080", "--env", "A=b c"];
    const { stdout } = await client.rouse(...typed, "--cwd", "/a'b", "--", ...odd, "--host", "x");
    expect(JSON.parse(stdout)).toEqual([
      ...["add", "my app", "--listen", "8080", "--env", "A=b c", "--cwd", "/a'b"],
      ...["--", ...odd, "--host", "x"],
    ]);
  });

  test.each([
    [
      ["add", "x", "--env", "--host", "--host", "tells"],
      ["add", "x", "--env", "--host"],
    ],
    [
      ["add", "--host=tells", "y", "--cwd", "--host=x"],
      ["add", "y", "--cwd", "--host=x"],
    ],
  ])("gets a value that looks like the option: %j", async (typed, expected) => {
    const { stdout } = await client.rouse(...typed);
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test("that does not answer, or has no rouse, hides no other", async () => {
    const hosts = on("nowhere", "answers", "without");
    const { code, stdout, stderr } = await client.rouse("ls", ...hosts, "--json");
    expect(code).toBe(125);
    expect(JSON.parse(stdout)).toMatchObject({
      hosts: [
        { host: "nowhere", exit_status: 125, error: { code: "HOST_UNREACHABLE" } },
        { host: "answers", exit_status: 0, services: [] },
        { host: "without", exit_status: 125, error: { code: "HOST_WITHOUT_ROUSE" } },
      ],
    });
    expect(stderr).toContain(
      "nowhere: ssh: connect to host 127.0.0.1 port 9: Connection refused\n",
    );
    expect(stderr).toContain(
      "rouse: cannot reach 'nowhere' by ssh, whose own message stands above; `ssh nowhere true` ",
    );
    expect(stderr).toMatch(/^without: .*rouse: not found$/m);
    const listed = await client.rouse("ls", ...on("answers", "three"));
    expect(listed.stderr).toContain("answers: rouse: no \\u{1b}[31m bus\n");
    expect(stderr).toContain("rouse: cannot find rouse on 'without', or the node that runs it");
    // Nothing is published under the name "rouse".
    expect(stderr).toContain("by `npm install --global FILE`");
  });

  test("alone says in its own words what ssh could not do", async () => {
    const { code, stdout, stderr } = await client.rouse("ls", ...on("nowhere"));
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(
      /^ssh: connect .* refused\r?\nrouse: cannot reach 'nowhere' by ssh.*\n$/,
    );
  });

  test.each([
    [on("three"), 3, "is asleep\n", ""],
    [on("four"), 4, "", "rouse: there is no service\n"],
    [on("four", "three"), 4, "three: is asleep\n", "four: rouse: there is no service\n"],
  ])("gives its exit status, of several the worst: %j", async (hosts, code, stdout, stderr) => {
    const { code: status, ...said } = await client.rouse(...some, ...hosts);
    expect({ status, ...said }).toEqual({ status: code, stdout, stderr });
  });

  test.each([
    ["older", `{"api_version": 2}`],
    ["chatty", "Welcome!"],
  ] as const)("that answers what nobody understands is named: %s", async (alias, got) => {
    const { code, stderr } = await client.rouse("ls", ...on(alias));
    expect(code).toBe(125);
    expect(stderr).toContain(
      `cannot read the answer of rouse on '${alias}': expected a JSON document`,
    );
    expect(stderr).toContain(`got ${got}`);
  });

  test("writes nothing that a terminal would obey into the lines of several", async () => {
    const { stdout } = await client.rouse(...some, ...on("chatty", "three"));
    expect(stdout).toBe("chatty: Welcome!\nchatty: a\\u{1b}[31mred\nthree: is asleep\n");
  });

  test.each([
    [some, "Welcome!\na\\u{1b}[31mred\n", "\\u{9b}1mbold\n"],
    [["logs", "x"], "Welcome!\na\\u{1b}[31mred\n", "\\u{9b}1mbold\n"],
    [["logs", "x", "--follow"], "Welcome!\na\\u{1b}[31mred\n", "\\u{9b}1mbold\n"],
    [["logs", "x", "--json"], "Welcome!\na\\u001b[31mred\n", "\\u{9b}1mbold\n"],
  ])("alone writes no such thing either: %j", async (typed, stdout, stderr) => {
    const said = await client.rouse(...typed, ...on("chatty"));
    expect(said).toMatchObject({ code: 0, stdout, stderr });
  });

  test("whose rouse failed is not one without services", async () => {
    for (const hosts of [on("four"), on("four", "answers")]) {
      const { code, stderr } = await client.rouse("ls", ...hosts);
      expect(code).toBe(4);
      expect(stderr).toContain("rouse: there is no service\n");
      expect(stderr).not.toContain("four: no services yet");
    }
  });

  test("may keep its connection for the next command, which ssh calls ControlPersist", async () => {
    client.configure("chatty", "ControlMaster auto", "ControlPath ~/.ssh/%C", "ControlPersist 30");
    for (const _ of ["makes it", "uses it"]) {
      expect(await client.rouse(...some, ...on("chatty", "three"))).toMatchObject({ code: 3 });
    }
  });

  test("is left when we are told to end", async () => {
    const running = client.start([...some, ...on("waits")]);
    await running.line(/^begun$/);
    expect(await running.stop("SIGTERM")).toEqual({ code: 143, signal: null });
    await until(() => running.survivors().length === 0, { what: "its ssh to end" });
    expect(running.stderr).toBe("");
  });

  test("is not reached without ssh", async () => {
    const running = client.start(["ls", ...on("tells")], "PATH=/nowhere");
    expect(await running.exit()).toMatchObject({ code: 125 });
    expect(running.stderr).toBe(
      "rouse: cannot reach another machine: ssh is not on PATH; install it (Debian: openssh-client)\n",
    );
  });

  test("that would be an option of ssh is not asked", async () => {
    const { code, stderr } = await client.rouse("ls", "--host=-oProxyCommand=touch x");
    expect(code).toBe(125);
    expect(stderr).toMatch(/^rouse: cannot read the host '-oProxyCommand=touch x': /);
  });

  test("that is unknown is asked about when it is the only one", async () => {
    client.forgetHosts();
    const question = /authenticity of host .* can't be established/;
    const several = atTerminal(...on("three", "four"));
    expect(await several.exit()).toMatchObject({ code: 125 });
    expect(several.stdout).toContain("three: Host key verification failed.\n");
    expect(several.stdout).not.toMatch(question);
    const alone = atTerminal(...on("three"));
    await alone.line(question);
    alone.stdin?.write("yes\n");
    expect(await alone.exit()).toMatchObject({ code: 3 });
    expect(alone.stdout).toContain("is asleep\n");
  });

  function atTerminal(...hosts: string[]) {
    return start(["python3", program("process-pty.py"), ...client.command([...some, ...hosts])]);
  }
});
