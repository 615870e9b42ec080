import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { findProgram } from "../../harness/on-path.js";
import { other, tcp, unix } from "../places.js";
import { type Server, without } from "../server.js";
import { fastcgi } from "../wire/fastcgi.js";

/** Debian's name holds the version: php-fpm8.2. */
const sbin = dirname(findProgram("nologin") ?? "/usr/sbin/nologin");
export const phpFpmProgram =
  readdirSync(sbin).find((name) => name.startsWith("php-fpm")) ?? "php-fpm";

export default {
  name: "php-fpm",
  package: "php-fpm",
  version: `${phpFpmProgram} -v`,
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0"), tcp()]],
  hidesClients: true,
  command({ folder, asked, write }) {
    const pools = asked.map(({ address }) => [
      `[p${basename(address).replace(/\W/g, "")}]\nlisten = ${address}`,
      // It serves only clients whose own address is in the list.
      "listen.allowed_clients = 127.0.0.1,::1\nuser = nobody\ngroup = nogroup",
      `pm = static\npm.max_children = 1\nenv[ASKED] = "${address}"`,
    ]);
    const facts = '["address" => getenv("ASKED"), "pid" => getmypid()]';
    write("facts.php", `<?php echo json_encode(${facts});`);
    const global = ["[global]", `error_log = ${folder}/error.log`, "process_control_timeout = 10"];
    const file = write("fpm.conf", [...global, ...pools.flat()]);
    return [phpFpmProgram, "-n", "-F", "-y", file];
  },
  async ask(address, { folder }) {
    const script = { SCRIPT_FILENAME: `${folder}/facts.php`, REQUEST_METHOD: "GET" };
    const answer = await fastcgi(address, script);
    return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
  },
  asDaemon: without("-F"),
} satisfies Server;
