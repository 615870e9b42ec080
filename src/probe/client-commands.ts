import { accessSync, constants } from "node:fs";
import { dirname, join } from "node:path";
import type { Address } from "../address/address.js";
import { hasCode } from "../errors/has-code.js";
import type { ProtocolName } from "./answers/protocol.js";

/** A program that asks a server whether it is ready. */
interface Client {
  /** One of these. */
  names: readonly [string, ...string[]];
  /** What follows its name to ask a TCP socket, and a unix socket. */
  tcp: string;
  path: string;
}

const host = '-h "$ROUSE_CHECK_HOST"';
const port = '"$ROUSE_CHECK_PORT"';
/** PostgreSQL names its socket /FOLDER/.s.PGSQL.PORT. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell reads it
const postgresPath = '-h "${ROUSE_CHECK_ADDRESS%/*}" -p "${ROUSE_CHECK_ADDRESS##*.}"';

const clients: Record<Exclude<ProtocolName, "http">, Client> = {
  postgresql: { names: ["pg_isready"], tcp: `-q ${host} -p ${port}`, path: `-q ${postgresPath}` },
  redis: {
    names: ["redis-cli", "valkey-cli"],
    tcp: `${host} -p ${port} ping | grep -q PONG`,
    path: '-s "$ROUSE_CHECK_ADDRESS" ping | grep -q PONG',
  },
  mariadb: {
    names: ["mariadb-admin", "mysqladmin"],
    tcp: `${host} -P ${port} ping`,
    path: '-S "$ROUSE_CHECK_ADDRESS" ping',
  },
};

/** Where the shell of a service looks; a client that lies beside its server is named by its path. */
const folders = ["/usr/local/bin", "/usr/bin", "/bin"];

/** Returns the command of a check of the server at this address, or the program that it would need. */
export function findClientCommand(
  protocol: keyof typeof clients,
  address: Address,
  server: string,
): { command: string } | { missing: string } {
  const { names, tcp, path } = clients[protocol];
  const program = findClient(names, dirname(server));
  if (program === undefined) return { missing: names[0] };
  return { command: `${program} ${"path" in address ? path : tcp}` };
}

function findClient(names: readonly string[], beside: string): string | undefined {
  const installed = names.find((name) => folders.some((folder) => isProgram(join(folder, name))));
  // The shell would take other letters apart.
  const own = names.map((name) => join(beside, name)).filter((path) => /^[\w./-]+$/.test(path));
  return installed ?? own.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return false;
    throw error;
  }
}
