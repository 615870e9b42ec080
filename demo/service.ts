import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasCode } from "../src/errors/has-code.js";
import type { Program } from "./programs.js";
import { until } from "./until.js";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A program held by `rouse listen`. */
export interface HeldService {
  pid: number;
  port: number;
  /** All that rouse and the program wrote so far. */
  log(): string;
  report(): { state: string; wakes: number };
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      server.close(() => resolve(address.port));
    });
  });
}

function collectOutput(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
    });
  }
  return () => text;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const gone = () => (child.exitCode ?? child.signalCode) !== null;
  if (!gone()) child.kill("SIGTERM");
  await new Promise<void>((resolve) => (gone() ? resolve() : child.on("exit", () => resolve())));
  rmSync(folder, { recursive: true, force: true });
}

/** `rouse listen 127.0.0.1:PORT --idle IDLE [OPTION]... -- COMMAND`; returns once it waits for the first connection. */
export async function hold(program: Program, idle: string): Promise<HeldService> {
  const folder = mkdtempSync(join(tmpdir(), "rouse-demo-"));
  writeFileSync(join(folder, "index.html"), "hello\n");
  const port = await freePort();
  const options = ["--idle", idle, "--name", "demo", ...(program.options ?? [])];
  const command = program.command(port, folder);
  const child = spawn(
    process.execPath,
    [cli, "listen", `127.0.0.1:${port}`, ...options, "--", ...command],
    {
      cwd: folder,
      env: { ...process.env, XDG_RUNTIME_DIR: folder, PATH: `${process.env.PATH}:/usr/sbin` },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const log = collectOutput(child);
  const report = () => JSON.parse(readFileSync(join(folder, "rouse/demo.json"), "utf8"));
  const isWaiting = () => {
    if (child.exitCode !== null) throw new Error(`rouse listen ended: ${log().trim()}`);
    return log().includes("holding") && child.pid !== undefined && hasReport(report);
  };
  await until("rouse-exec waiting", 5000, () => isWaiting() || undefined);
  return { pid: child.pid ?? 0, port, log, report, end: () => end(child, folder) };
}

function hasReport(report: () => { state: string }): boolean {
  try {
    return report().state === "waiting";
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
