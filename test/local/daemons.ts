import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeFile } from "../../src/local/runtime/runtime-file.js";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export const service = "demo";

/** Sets XDG_RUNTIME_DIR to a folder of this test, also for the programs it starts; returns the folder of the service. */
export function ownRuntimeDir(name = ""): string {
  const runtime = join(tempDir(), name);
  mkdirSync(runtime, { recursive: true });
  setVariable("XDG_RUNTIME_DIR", runtime);
  return join(runtime, service);
}

export function setVariable(name: string, value: string | undefined): void {
  const before = process.env[name];
  after(() => put(name, before));
  put(name, value);
}

function put(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

export interface DaemonOptions {
  service?: string;
  endpoint?: string;
  answer?: "nothing" | { status?: number; body?: string; headers?: Record<string, string> };
  activated?: boolean;
  lock?: boolean;
  term?: "ignore" | "stay";
  title?: string;
  file?: Partial<RuntimeFile>;
  unwritten?: boolean;
  slowMs?: number;
  heir?: { from: string; to: string };
}

export const daemonProgram = join(root, "test/local/programs/daemon.mjs");

export function launchDaemon(options: DaemonOptions = {}, env: Record<string, string> = {}) {
  const { endpoint = "http://127.0.0.1:0" } = options;
  return start([process.execPath, daemonProgram, JSON.stringify({ ...options, endpoint })], {
    env,
  });
}

/** Starts a daemon, and returns once it serves and has written its runtime file. */
export async function startDaemon(
  options: DaemonOptions = {},
  env: Record<string, string> = {},
): Promise<Running & { portOrPath: string }> {
  const running = launchDaemon(options, env);
  const [, portOrPath = ""] = await running.line(/^ready (.+)$/);
  return Object.assign(running, { portOrPath });
}

/** Returns the names of the runtime files in the folder. */
export function runtimeFilesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^daemon\.\d+\.json$/.test(name));
}

export function readRuntimeFile(folder: string, pid: number): RuntimeFile {
  return JSON.parse(readFileSync(join(folder, `daemon.${pid}.json`), "utf8"));
}

/** Writes a runtime file with this content, right or wrong. */
export function plant(folder: string, pid: number, content: unknown): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `daemon.${pid}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
