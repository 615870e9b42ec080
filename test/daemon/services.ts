import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { after } from "../harness/after.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, type State } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** The folder of reports, of this test alone: where XDG_RUNTIME_DIR of this process points until it ends. */
export function ownReportFolder(): string {
  const runtime = tempDir();
  vi.stubEnv("XDG_RUNTIME_DIR", runtime);
  after(() => void vi.unstubAllEnvs());
  return join(runtime, "rouse");
}

/** A real service that waits for its first connection, and reports into `folder`. */
export async function startService(folder: string, name: string): Promise<Service> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const file = join(folder, `${name}.json`);
  const listen = `--listen=127.0.0.1:${port}`;
  const command = ["python3", program("server.py"), "tcp", `127.0.0.1:${port}`];
  const running = start([rouseExec, listen, "--lazy", `--report=${file}`, "--", ...command]);
  await reportState(file, "waiting");
  return { running, port, file, until: (state) => reportState(file, state) };
}

export interface Service {
  running: Running;
  port: number;
  file: string;
  until(state: State): Promise<unknown>;
}

export function writeReport(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, text);
  return file;
}
