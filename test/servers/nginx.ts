import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTempDir } from "../harness/temp.js";
import { type Place, portOf } from "./places.js";

export interface NginxSettings {
  workers?: number;
  /** What the answers call this configuration. */
  version?: string;
  /** Such as `reuseport`, behind every TCP `listen`. */
  listen?: string;
}

/** The command line of an nginx in the foreground, all of whose files are in a folder of its own. */
export function nginx(places: Place[], settings: NginxSettings = {}): string[] {
  const folder = openTempDir();
  const file = join(folder, "nginx.conf");
  writeNginxConfiguration(file, places, settings);
  return ["nginx", "-p", folder, "-c", file, "-e", "stderr"];
}

export function writeNginxConfiguration(
  file: string,
  places: Place[],
  { workers = 2, version = "1", listen = "" }: NginxSettings = {},
): void {
  const asked = places.filter((place) => place.asked !== undefined).reverse();
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const lines = [
    "daemon off; pid nginx.pid; error_log stderr notice;",
    `worker_processes ${workers}; user root;`,
    "events {}",
    "http { access_log off; keepalive_timeout 0;",
    ...kinds.map((kind) => `${kind}_temp_path ${kind};`),
    ...asked.map((place) => server(place, version, listen)),
    "}",
  ];
  writeFileSync(file, lines.join("\n"));
}

function server(place: Place, version: string, listen: string): string {
  const unix = place.passed.kind === "unix";
  const where = unix ? `unix:${place.asked}` : `${place.asked} ${listen}`;
  const peer = unix ? "" : `,"peer":"${peerOf(place)}"`;
  const facts = `{"address":"${place.asked}","pid":$pid${peer},"version":"${version}"}`;
  return `server { listen ${where}; location / { return 200 '${facts}'; } } # ${portOf(place)}`;
}

function peerOf({ asked = "" }: Place): string {
  return asked.startsWith("[") ? "[$remote_addr]:$remote_port" : "$remote_addr:$remote_port";
}
