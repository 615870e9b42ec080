import { join } from "node:path";
import type { Asked, Run } from "./server.js";

export interface NginxSettings {
  /** What the answers call this configuration. */
  version?: string;
  /** Such as `reuseport`, behind every TCP `listen`. */
  listen?: string;
  daemon?: "on" | "off";
  /** A file: until it is there, the answer is 503. */
  loaded?: string;
}

/** The command line of an nginx with two workers, all of whose files are in a folder of its own. */
export function nginx({ folder, asked, write }: Run, settings: NginxSettings = {}): string[] {
  const { daemon = "off" } = settings;
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  write("nginx.conf", [
    `daemon ${daemon}; pid nginx.pid; error_log stderr notice;`,
    "worker_processes 2; user root;",
    "events {}",
    "http { access_log off; keepalive_timeout 0;",
    ...kinds.map((kind) => `${kind}_temp_path ${kind};`),
    ...asked.map((place) => server(place, settings)),
    "}",
  ]);
  return ["nginx", "-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
}

function server({ kind, address }: Asked, settings: NginxSettings): string {
  const { version = "1", listen = "", loaded } = settings;
  const client = address.startsWith("[") ? "[$remote_addr]" : "$remote_addr";
  const peer = kind === "unix" ? "" : `,"peer":"${client}:$remote_port"`;
  const facts = `{"address":"${address}","pid":$pid${peer},"version":"${version}"}`;
  const where = kind === "unix" ? `unix:${address}` : `${address} ${listen}`;
  const loading = loaded ? `if (!-f ${loaded}) { return 503; }` : "";
  return `server { listen ${where}; ${loading} location / { return 200 '${facts}'; } }`;
}
