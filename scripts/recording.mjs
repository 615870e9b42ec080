// Writes the recording of README.md: what these commands print when they are run, in one shell, with the `rouse` of
// this checkout. With a port as its argument it prints the recording instead, made on that port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./steps.mjs";

const status = ["rouse status web | grep -E 'web|listens|memory|wakes'", /^ +wakes .*\n/m];
/** Each with what it prints last. The first goes on; what is not shown waits until it holds its socket. */
const commands = [
  [
    "rouse listen 8080 --name web --idle 9s -- \\\n    python3 -m http.server 8080 >log 2>&1 &",
    /^held\n/m,
    "until grep -q holding log; do sleep 0.1; done; echo held",
  ],
  status,
  ["curl -so page -w '%{http_code} after %{time_total} s\\n' 127.0.0.1:8080", /^\d+ after .*\n/m],
  status,
  [`sleep 12; ${status[0]}`, status[1]],
];
const deadlineMs = 60_000;
const [port = "8080"] = process.argv.slice(2);

/** A shell whose `rouse` is that of this checkout, in a folder and with services of its own. */
function startShell(folder) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(join(root, "bin/rouse.cjs"), join(bin, "rouse"));
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, XDG_RUNTIME_DIR: folder };
  const shell = spawn("sh", { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
  shell.stdin.write("exec 2>&1\ntrap 'kill $!' EXIT\n");
  return shell;
}

/** Returns what the shell prints, until that ends as it should. */
function printed(shell, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    const late = () => reject(new Error(`expected ${pattern}, and the shell printed '${text}'`));
    const timer = setTimeout(late, deadlineMs);
    const take = (chunk) => {
      text += chunk;
      if (!pattern.test(text)) return;
      clearTimeout(timer);
      shell.stdout.off("data", take);
      resolve(text);
    };
    shell.stdout.on("data", take);
  });
}

async function record() {
  const folder = mkdtempSync(join(tmpdir(), "rouse-recording-"));
  const shell = startShell(folder);
  try {
    let recording = "";
    for (const [shown, pattern, hidden] of commands) {
      const command = shown.replaceAll("8080", port);
      shell.stdin.write(`${command}\n${hidden ?? ":"}\n`);
      const text = await printed(shell, pattern);
      recording += `$ ${command.replaceAll("\n", "\n>")}\n${hidden ? "" : text}`;
    }
    return recording;
  } finally {
    shell.stdin.end();
    await once(shell, "close");
    rmSync(folder, { recursive: true });
  }
}

const block = /(?<=^```console\n)[\s\S]*?(?=^```$)/m;
const recording = await record();
if (process.argv.length > 2) process.stdout.write(recording);
else {
  const readme = join(root, "README.md");
  writeFileSync(
    readme,
    readFileSync(readme, "utf8").replace(block, () => recording),
  );
}
