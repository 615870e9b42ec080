import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocks } from "../docs/pages.js";
import { root, rouseExec } from "../harness/paths.js";
import type { UserManager } from "../systemd/manager.js";
import { Service } from "../systemd/service.js";

export const page = "docs/containers.md";
const folder = join(root, "examples/container");

/** A file of the example, as it stands. */
export function exampleFile(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

interface Changes {
  port: number;
  idle: string;
}

/** Builds the image as the page says and installs the units, all as they stand but for these changes. */
export async function installExample(host: UserManager, changes: Changes): Promise<Service> {
  const place = join(host.folder, "example");
  cpSync(folder, place, { recursive: true });
  writeFileSync(join(place, "Containerfile"), adapted("Containerfile", changes));
  for (const line of (blocks(page, "sh")[0] ?? "").trim().split("\n"))
    await build(host, place, line);

  const service = new Service(host, "web");
  for (const name of ["web.socket", "web.service"]) host.writeUnit(name, adapted(name, changes));
  // No journal runs in these namespaces.
  const output = [`StandardOutput=append:${service.logFile}`, "StandardError=inherit"];
  mkdirSync(join(host.folder, ".config/systemd/user/web.service.d"));
  host.writeUnit("web.service.d/output.conf", `[Service]\n${output.join("\n")}\n`);
  await host.daemonReload();
  return service;
}

function adapted(name: string, { port, idle }: Changes): string {
  return exampleFile(name).replaceAll("8080", String(port)).replace("10min", idle);
}

/** podman runs in the host; the compiler outside, where its cache is. */
async function build(host: UserManager, place: string, line: string): Promise<void> {
  const command = line.replace("../../rouse-exec/build/rouse-exec", rouseExec);
  if (!command.startsWith("podman")) {
    execFileSync("sh", ["-c", command], {
      cwd: place,
      env: { ...process.env, GO111MODULE: "off" },
    });
    return;
  }
  const { code, stdout, stderr } = await host.inside(["sh", "-c", `cd ${place} && ${command}`]);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stdout}${stderr}`);
}
