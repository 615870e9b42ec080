import { join } from "node:path";
import { root, rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { atMost, type Measure, type Row, type Settings } from "./measure.js";
import { median, ratios } from "./pairs.js";
import { c, needPython } from "./programs.js";
import { startUserManager, type UserManager } from "./user-manager.js";

const services = 100;
const awake = 10;
const warmUp = 3;

const listed = {
  what: `rouse ls of ${services} services, ${awake} of them awake ÷ node -e 0`,
  target: atMost(1.5),
};

export const list: Measure = { name: "list", goals: [listed], measure };

async function measure({ rounds = 40 }: Settings): Promise<Row[]> {
  const manager = await startUserManager();
  await install(manager);
  const node = process.execPath;
  const commands = [
    [node, "-e", "0"],
    [node, join(root, "dist/cli/main.js"), "ls", "--user"],
  ];
  const lines = await timeInTurn(manager, commands, rounds);
  const [bare = [], ours = []] = commands.map((_, index) => lines.map((line) => line[index] ?? 0));
  const beside = `node -e 0 ${median(bare).toFixed(1)} ms · rouse ls ${median(ours).toFixed(1)} ms`;
  return [{ ...listed, samples: ratios(ours, bare), beside }];
}

/** Units as `rouse add` writes them. */
async function install({ writeUnit, systemctl }: UserManager): Promise<void> {
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  for (const name of names) {
    const port = await freePort();
    const mark = [
      "[X-Rouse]",
      `Name=${name}`,
      "Version=0.1.0",
      "Kind=add",
      `Command=rouse add ${name}`,
    ];
    const socket = [
      `ListenStream=127.0.0.1:${port}`,
      `FileDescriptorName=${name}`,
      "KeepAlive=yes",
    ];
    const server = [needPython(), "-m", "http.server", "--bind", "127.0.0.1", String(port)];
    const options = ["--ready", "--exit-idle-time=1h", "--report=%t/rouse/%N.json", "--"];
    const folder = ["RuntimeDirectory=rouse", "RuntimeDirectoryPreserve=yes"];
    const exec = `ExecStart=${[rouseExec, ...options, ...server].join(" ")}`;
    const service = [
      "[Service]",
      "Type=notify",
      "NotifyAccess=all",
      ...folder,
      exec,
      "KillMode=mixed",
    ];
    const silent = ["StandardOutput=null", "StandardError=null"];
    writeUnit(`${name}.socket`, ["[Socket]", ...socket, ...mark]);
    writeUnit(`${name}.service`, [...service, ...silent, ...mark]);
  }
  await systemctl("daemon-reload");
  await systemctl("start", ...names.map((name) => `${name}.socket`));
  await systemctl("start", ...names.slice(0, awake).map((name) => `${name}.service`));
}

/** Milliseconds from fork to the end of each command, a line for each round; what they print goes nowhere. */
async function timeInTurn(
  manager: UserManager,
  commands: readonly string[][],
  rounds: number,
): Promise<number[][]> {
  const silent = ["sh", "-c", 'exec "$0" "$@" >/dev/null'];
  const words = commands.flatMap((command) => ["--", ...silent, ...command]);
  const text = await manager.run(c("time-spawn"), String(rounds + warmUp), ...words);
  const lines = text.trim().split("\n").slice(warmUp);
  return lines.map((line) => line.split(" ").map((ns) => Number(ns) / 1e6));
}
