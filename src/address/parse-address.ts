import { RouseError } from "../errors/rouse-error.js";
import type { Address, InetType, SocketType, UnixType } from "./address.js";
import { expandBarePort, splitBarePort } from "./bare-port.js";
import { parseSettings, type Settings } from "./parse-settings.js";
import { parseHostPort } from "./parse-sockaddr.js";
import { parseUnixName } from "./parse-unix-name.js";

/** How `parseAddress` reads what may mean several things. */
export interface ParseAddressOptions {
  /** What `8080` means: in the `rouse` commands 127.0.0.1:8080; elsewhere it is refused. */
  barePort?: "loopback" | "refuse";
}

/**
 * Reads an ADDR: `[TYPE:]ADDR[,name=N][,mode=0600]`.
 * @throws ADDRESS_MALFORMED, ADDRESS_BARE_PORT, PORT_OUT_OF_RANGE, PATH_NOT_ABSOLUTE, PATH_TOO_LONG, SETTING_MALFORMED
 */
export function parseAddress(
  text: string,
  { barePort = "refuse" }: ParseAddressOptions = {},
): Address {
  const { place, settings } = parseSettings(text);
  const bare = splitBarePort(place);
  if (bare && barePort === "refuse") throw new RouseError("ADDRESS_BARE_PORT", bare);
  const { type, rest } = splitType(expandBarePort(place));
  const isUnixName = /^(@|\.{0,2}\/)/.test(rest);
  if (isUnix(type) || (type === undefined && isUnixName)) {
    return parseUnix(type ?? "unix", rest, text, settings);
  }
  if (isUnixName) throw malformed(text, `${type} takes IP:PORT; a path takes unix: or unix-dgram:`);
  return parseInet(type ?? "tcp", rest, text, settings);
}

function splitType(place: string): { type: SocketType | undefined; rest: string } {
  const type = types.find((known) => place.startsWith(`${known}:`));
  return { type, rest: type === undefined ? place : place.slice(type.length + 1) };
}

const types: SocketType[] = ["tcp", "udp", "unix", "unix-dgram", "unix-seqpacket"];

function isUnix(type: SocketType | undefined): type is UnixType {
  return type !== undefined && type !== "tcp" && type !== "udp";
}

function parseInet(type: InetType, rest: string, text: string, settings: Settings): Address {
  const { mode, ...named } = settings;
  if (mode !== undefined) throw noMode(text);
  return { type, ...parseHostPort(rest, text), ...named };
}

function parseUnix(type: UnixType, rest: string, text: string, settings: Settings): Address {
  const place = parseUnixName(rest, text);
  if ("path" in place) return { type, ...place, ...settings };
  const { mode, ...named } = settings;
  if (mode !== undefined) throw noMode(text);
  return { type, ...place, ...named };
}

function noMode(address: string): RouseError {
  const problem = "only the path of a unix socket has a mode; leave out ,mode=";
  return new RouseError("SETTING_MALFORMED", { address, problem });
}

function malformed(address: string, problem: string): RouseError {
  return new RouseError("ADDRESS_MALFORMED", { address, problem });
}
