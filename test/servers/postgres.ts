import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../harness/paths.js";
import { openTempDir } from "../harness/temp.js";
import { asNobody, type Run } from "./server.js";

/** Debian keeps one folder a version. */
export const postgresBin = join("/usr/lib/postgresql", versions().at(-1) ?? "missing", "bin");

/** The command line of a PostgreSQL that listens where it is asked to; a unix socket is in its folder. */
export function postgres({ folder, asked }: Run): string[] {
  const [path] = asked.flatMap(({ kind, address }) => (kind === "unix" ? [address] : []));
  const hosts = asked.flatMap(({ kind, host }) => (kind === "tcp" ? [host] : []));
  const port = path?.split(".").at(-1) ?? asked[0]?.port;
  const settings = [
    `port=${port}`,
    `listen_addresses=${hosts}`,
    `unix_socket_directories=${path ? dirname(path) : ""}`,
    "fsync=off",
  ];
  const options = settings.flatMap((setting) => ["-c", setting]);
  return [...asNobody, join(postgresBin, "postgres"), "-D", cluster(folder), ...options];
}

/** The same, which recovers from an archive: that has nothing, and is asked until the file is there. */
export function recoveringPostgres(run: Run, loaded: string): string[] {
  const command = postgres(run);
  run.write("data/recovery.signal", []);
  const restore = `while ! test -e ${loaded}; do sleep 0.02; done; false`;
  const clients = ["local all all trust", "host all all 127.0.0.0/8 trust"];
  const settings = [`restore_command=${restore}`, `hba_file=${run.write("hba.conf", clients)}`];
  return [...command, ...settings.flatMap((setting) => ["-c", setting])];
}

/** The same, started as Debian's scripts do it. */
export function pgCtl([...command]: readonly string[], { folder }: Run): string[] {
  const [, data = "", ...options] = command.slice(asNobody.length + 1);
  const start = [join(postgresBin, "pg_ctl"), "-D", data, "-l", join(folder, "log"), "start"];
  return [...asNobody, ...start, "-o", options.join(" ")];
}

/** A copy, and a small one: to make one takes longer than the test. */
function cluster(folder: string): string {
  const data = join(folder, "data");
  const made = join(root, "build/programs", `postgres-${versions().at(-1)}`);
  if (!existsSync(made)) makeCluster(made);
  execFileSync("cp", ["-a", made, data]);
  return data;
}

function makeCluster(made: string): void {
  const folder = join(openTempDir(), "data");
  const initdb = [...asNobody, join(postgresBin, "initdb"), "-D", folder, "-U", "postgres"];
  const small = ["--no-sync", "--no-instructions", "--wal-segsize=1"];
  const [command = "", ...args] = [...initdb, "-A", "trust", ...small];
  execFileSync(command, [...args, "-E", "UTF8", "--locale=C"], { stdio: "ignore" });
  for (const template of ["template0", "template1"]) drop(template, folder);
  // Another test file may want one at the same time: each makes its own and renames it.
  const own = `${made}.${process.pid}`;
  mkdirSync(dirname(own), { recursive: true });
  execFileSync("cp", ["-a", folder, own]);
  renameOnce(own, made);
}

/** Nobody makes a database in it, and each template is a third of it. */
function drop(template: string, folder: string): void {
  const single = [...asNobody, join(postgresBin, "postgres"), "--single", "-D", folder, "postgres"];
  const input = `ALTER DATABASE ${template} IS_TEMPLATE false\nDROP DATABASE ${template}\n`;
  const [command = "", ...args] = single;
  execFileSync(command, args, { input, stdio: ["pipe", "ignore", "ignore"] });
}

function renameOnce(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true });
  }
}

function versions(): string[] {
  try {
    return readdirSync("/usr/lib/postgresql");
  } catch {
    return [];
  }
}
