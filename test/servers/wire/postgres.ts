import { until } from "../../harness/until.js";
import type { Ask } from "../facts.js";
import { exchange } from "./exchange.js";

/** The address of a client is null through a unix socket. */
const facts = `select json_strip_nulls(json_build_object('served', true, 'peer',
  case family(inet_client_addr()) when 4 then host(inet_client_addr())
  else '[' || host(inet_client_addr()) || ']' end || ':' || inet_client_port()))`;

/** Startup (protocol 3.0) as postgres without a password, then one simple query. */
export const askPostgres: Ask = async (address, { from }) => {
  const startup = message("", "\0\x03\0\0user\0postgres\0database\0postgres\0\0");
  const text = startup + message("Q", `${facts}\0`) + message("X", "");
  // It listens before it is ready, and says so.
  const [json] = await until(async () => {
    const match = await exchange(address, from, text, /\{"served".*\}|is starting up/);
    return match[0].startsWith("{") && match;
  });
  return JSON.parse(json);
};

function message(type: string, body: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return type + length.toString("latin1") + body;
}
