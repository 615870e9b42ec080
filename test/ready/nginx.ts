import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { activate } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { programPath } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { startManager } from "./service-manager.js";

/** nginx with one socket under `rouse-exec --ready`. */
export async function superviseReadyNginx(daemon: "on" | "off", options: string[] = []) {
  const manager = await startManager();
  const address = `127.0.0.1:${await freePort()}`;
  const argv = [programPath("nginx"), ...nginxArguments(address, daemon), ...options];
  const command = [rouseExec, "--ready", "--", ...argv];
  const running = activate([{ kind: "tcp", address }], command, { env: manager.env });
  return { manager, running, address };
}

/** It answers with its pid; all its files are in a folder of its own. */
export function nginxArguments(address: string, daemon: "on" | "off"): string[] {
  const folder = openTempDir();
  const config = join(folder, "nginx.conf");
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  const server = `server { listen ${address}; location / { return 200 '{"pid":$pid}'; } }`;
  writeFileSync(
    config,
    `daemon ${daemon}; pid ${folder}/pid; error_log stderr notice; worker_processes 2; events {}
    http { access_log off; ${temporary} ${server} }\n`,
  );
  return ["-c", config, "-e", "stderr"];
}
