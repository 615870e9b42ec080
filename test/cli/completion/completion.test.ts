import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bashScript } from "../../../src/cli/completion/bash.js";
import { fishScript } from "../../../src/cli/completion/fish.js";
import { zshScript } from "../../../src/cli/completion/zsh.js";
import { escapeUnitName } from "../../../src/units/escape-unit-name.js";
import { formatUnit } from "../../../src/units/format-unit.js";
import { formatMark } from "../../../src/units/rouse-section.js";
import { run } from "../../harness/start.js";
import { sampleProgram } from "./sample-program.js";
import { type Completed, emptyHome, type Home, type Shell, typeInto } from "./session.js";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
const shells: Shell[] = ["bash", "zsh", "fish"];
const services = ["a.b", "a@b:c", "köln", "my app", 'x\'y "z" $HOME `id` \\ [*]'];

/** What is typed, and what is offered in every shell. */
const offers: Record<string, string[]> = {
  "rouse ": ["convert", "daemon", "help", "places", "print", "rm", "status", "web"],
  "rouse we": ["web"],
  "rouse hid": [],
  "rouse nonsense ": [],
  "rouse daemon ": ["help", "run", "stop"],
  "rouse daemon nonsense ": [],
  "rouse --server 127.0.0.1:1 daemon r": ["run"],
  "rouse --server=127.0.0.1:1 daemon r": ["run"],
  "rouse --ser": ["--server"],
  "rouse help pl": ["places"],
  "rouse daemon help ": ["run", "stop"],
  "rouse print ": ["dash", "ksh"],
  "rouse web --": ["--help", "--idle", "--map", "--verbose"],
  "rouse web -": ["--help", "--idle", "--map", "--verbose", "-h", "-v"],
  "rouse web --idle 1min --": ["--help", "--map", "--verbose"],
  "rouse web --idle=1min --": ["--help", "--map", "--verbose"],
  "rouse web -v --map *=a --map=*=b --": ["--help", "--idle", "--map"],
  "rouse web --idle 1": ["10min", "1h", "1min"],
  "rouse web --idle=1": ["10min", "1h", "1min"],
  "rouse web --idle i": ["infinity"],
  "rouse daemon run --idle 3": ["30s"],
  "rouse web --map ": [],
  "rouse web 127": ["127.0.0.1:"],
  "rouse web 8080 unix-": ["unix-dgram:", "unix-seqpacket:"],
  "rouse web -v ud": ["udp:"],
  "rouse web 8080 -- mkdi": ["mkdir"],
  "rouse web 8080 -- mkdir --idl": [],
  "rouse status --json --js": [],
  "rouse rm a": ["a.b", "a@b:c"],
  "rouse rm a.b a": ["a@b:c"],
  "rouse status a.b a": [],
  "rouse status ev": [],
  "rouse convert systemd-halt": ["systemd-halt.service"],
  "rouse convert own-sa": ["own-sample.service"],
  "rouse places --run-as roo": ["root"],
};

/** What is typed, and the last word of the line afterwards, as the shell reads it. */
const becomes: Record<string, string> = {
  "rouse status k": "köln",
  "rouse status m": "my app",
  "rouse status my\\ a": "my app",
  'rouse status "my a': "my app",
  "rouse status 'my a": "my app",
  "rouse status x": 'x\'y "z" $HOME `id` \\ [*]',
  "rouse status \"x'y": 'x\'y "z" $HOME `id` \\ [*]',
  "rouse status a@": "a@b:c",
  "rouse web 0.": "0.0.0.0:",
  "rouse web /us": "/usr/",
  "rouse web 8080 -- mkdir /us": "/usr/",
  "rouse places --cwd /us": "/usr/",
  "rouse places --cwd=/us": "--cwd=/usr/",
  "rouse places --env-file /etc/os-rel": "/etc/os-release",
  "rouse places --host me@sampl": "me@sample.example",
};

/** zsh has the options of mkdir; bash would ask the package bash-completion, whose function this stands for. */
const knowing: Record<Shell, string> = {
  bash: `_command_offset() { [ "\${COMP_WORDS[$1]}" = mkdir ] && COMPREPLY=(--parents); }`,
  zsh: "",
  fish: "complete -c mkdir -l parents",
};

function makeServices({ home, env }: Home): void {
  const units = join(env.XDG_CONFIG_HOME, "systemd/user");
  mkdirSync(units, { recursive: true });
  for (const name of [...services, "evil\x1b[31m", "evil\nname"]) {
    const { head, section } = formatMark({ name, kind: "add", command: "" });
    writeFileSync(join(units, `${escapeUnitName(name)}.socket`), head + formatUnit([section]));
  }
  mkdirSync(join(home, ".ssh"));
  writeFileSync(join(home, ".ssh/known_hosts"), "sample.example ssh-ed25519 AAAA\n");
  writeFileSync(env.HOSTFILE, "127.0.0.1 sample.example\n");
  writeFileSync(join(units, "own-sample.service"), "[Service]\nExecStart=true\n");
}

/** The last word of the line after the tab. */
async function lastWord(shell: Shell, typed: string, { candidates, line }: Completed) {
  const begun = typed.slice(0, typed.search(/\S+$|["'].*$|\S+\\ \S*$/));
  const command = shell === "fish" ? begun + candidates.join(" ") : line;
  const { env } = emptyHome();
  const { stdout } = await run([shell, "-c", `printf '%s\\n' ${command}`], { env });
  return stdout.trimEnd().split("\n").at(-1);
}

/** Without what each shell puts around it. */
function plain(candidate: string): string {
  return candidate.replace(/^--\w+=/, "").replaceAll("\\", "");
}

describe.each(shells)("%s", (shell) => {
  const lines = [...Object.keys(offers), ...Object.keys(becomes)];
  let completed: Map<string, Completed>;
  const of = (line: string) => completed.get(line) ?? { candidates: ["(nothing came)"], line };

  beforeAll(async () => {
    const home = emptyHome();
    makeServices(home);
    const results = await typeInto(shell, scripts[shell](sampleProgram()), lines, home);
    completed = new Map(lines.map((line, index) => [line, results[index] ?? of(line)]));
  });

  test.each(Object.entries(offers))("offers behind `%s`", (line, expected) => {
    expect([...new Set(of(line).candidates.map(plain))].sort()).toEqual(expected);
  });

  test.each(Object.entries(becomes))("quotes what it completes in `%s`", async (line, expected) => {
    expect(await lastWord(shell, line, of(line))).toBe(expected);
  });

  test("offers no folder's files where a folder is meant", async () => {
    const [first] = await typeInto(shell, script(), ["rouse places --cwd /etc/passw"], emptyHome());
    expect([first?.candidates, first?.line ?? ""]).toEqual([
      [],
      expect.not.stringMatching(/passwd/),
    ]);
  });

  test("completes what stands behind -- as that command does", async () => {
    const own = `${script()}\n${knowing[shell]}\n`;
    const typed = "rouse web 127.0.0.1:80 --idle=1min -- mkdir --par";
    const [first] = await typeInto(shell, own, [typed], emptyHome());
    expect(first?.candidates).toEqual(["--parents"]);
  });

  test("stays silent where there is no service, and where they cannot be asked for", async () => {
    const line = "rouse status ";
    const home = emptyHome();
    expect(await candidates(line, home)).toEqual([]);
    makeServices(home);
    expect(await candidates(line, home)).toHaveLength(services.length);
    const folder = join(home.env.XDG_CONFIG_HOME, "systemd");
    rmSync(folder, { recursive: true });
    symlinkSync("systemd", folder);
    expect(await candidates(line, home)).toEqual([]);
    rmSync(join(home.home, "bin/rouse"));
    expect(await candidates(line, home)).toEqual([]);
  });

  const script = () => scripts[shell](sampleProgram());
  const candidates = async (line: string, home: Home) =>
    (await typeInto(shell, script(), [line], home)).flatMap((one) => one.candidates);
});
