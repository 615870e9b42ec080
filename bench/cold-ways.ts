import { join } from "node:path";
import { rouseExec } from "../test/harness/paths.js";
import { reportWhere } from "../test/harness/report.js";
import { type ColdProgram, environment } from "./cold-programs.js";
import { launch } from "./process.js";
import { tempDir } from "./temp.js";
import type { UserManager } from "./user-manager.js";

/** A program that sleeps until somebody connects to 127.0.0.1:`port`. */
export interface Way {
  port: number;
  /** Returns when the next connection would wake it. */
  putToSleep(): Promise<void>;
}

/** `supervisor` goes before the program in ExecStart. */
export async function underSystemd(
  { systemctl, writeUnit }: UserManager,
  { name, command }: ColdProgram,
  port: number,
  supervisor = [rouseExec, "--exit-idle-time=10min", "--"],
): Promise<Way> {
  const unit = `${name}-${port}`;
  const exec = [...supervisor, ...command(port)].join(" ");
  // By default a socket fails for good when it is triggered more than 20 times in 2 s.
  const socket = [`ListenStream=127.0.0.1:${port}`, "TriggerLimitIntervalSec=0"];
  const variables = Object.entries(environment).map(
    ([key, value]) => `Environment=${key}=${value}`,
  );
  const silent = ["StandardOutput=null", "StandardError=null"];
  const service = [`ExecStart=${exec}`, "KillMode=mixed", ...variables, ...silent];
  writeUnit(`${unit}.socket`, ["[Socket]", ...socket]);
  writeUnit(`${unit}.service`, ["[Unit]", "StartLimitIntervalSec=0", "[Service]", ...service]);
  await systemctl("daemon-reload");
  await systemctl("start", `${unit}.socket`);
  return { port, putToSleep: async () => void (await systemctl("stop", `${unit}.service`)) };
}

export async function underLazy({ command }: ColdProgram, port: number): Promise<Way> {
  const report = join(tempDir(), "cold-start.json");
  const options = ["--lazy", "--exit-idle-time=100ms", `--report=${report}`];
  const held = [rouseExec, `--listen=127.0.0.1:${port}`, ...options];
  launch([...held, "--", ...command(port)], { env: environment });
  const putToSleep = async () =>
    void (await reportWhere(report, ({ state }) => state === "waiting"));
  await putToSleep();
  return { port, putToSleep };
}
