import { until } from "../../harness/until.js";
import type { Ask } from "../facts.js";
import { exchange } from "./exchange.js";

/** What it tells a client while it loads. */
export const startingUp = "the database system is starting up";

/** The address of a client is null through a unix socket. */
const facts = `select json_strip_nulls(json_build_object('served', true, 'peer',
  case family(inet_client_addr()) when 4 then host(inet_client_addr())
  else '[' || host(inet_client_addr()) || ']' end || ':' || inet_client_port()))`;

/** Until it is ready: it listens before that. */
export const askPostgres: Ask = (address, asking) =>
  until(() => askPostgresOnce(address, asking).catch(allowStarting));

function allowStarting(error: unknown): undefined {
  if (!String(error).includes(startingUp)) throw error;
}

/** Startup (protocol 3.0) as postgres without a password, then one simple query. */
export const askPostgresOnce: Ask = async (address, { from }) => {
  const startup = message("", "\0\x03\0\0user\0postgres\0database\0postgres\0\0");
  const text = startup + message("Q", `${facts}\0`) + message("X", "");
  const [said] = await exchange(address, from, text, new RegExp(`{"served".*}|${startingUp}`));
  if (said === startingUp) throw new Error(said);
  return JSON.parse(said);
};

function message(type: string, body: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return type + length.toString("latin1") + body;
}
