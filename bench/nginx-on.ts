import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { need } from "./programs.js";
import { tempDir } from "./temp.js";

/** The command line of an nginx with two workers that answers every GET on 127.0.0.1:`port`. */
export function nginxOn(port: number): string[] {
  const folder = tempDir();
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const lines = [
    "daemon off; pid nginx.pid; error_log stderr; worker_processes 2;",
    "events {} http { access_log off;",
    ...kinds.map((kind) => `${kind}_temp_path ${kind};`),
    `server { listen 127.0.0.1:${port}; location / { return 200 ok; } } }`,
  ];
  writeFileSync(join(folder, "nginx.conf"), lines.join("\n"));
  return [need("nginx"), "-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
}
