import { RouseError } from "../errors/rouse-error.js";
import type { Address, InetType, SocketType, UnixType } from "./address.js";
import { expandBarePort, splitBarePort } from "./bare-port.js";
import { parseHostPort, parseUnixName } from "./parse-sockaddr.js";

/** How `parseAddress` reads text that could have several meanings. */
export interface ParseAddressOptions {
  /** The meaning of `8080`: 127.0.0.1:8080 in the `rouse` commands; refused everywhere else. */
  barePort?: "loopback" | "refuse";
}

/**
 * Reads an ADDR: `[TYPE:]ADDR[,name=N][,mode=0600][,group=G]`.
 * @throws ADDRESS_MALFORMED, ADDRESS_BARE_PORT, PORT_OUT_OF_RANGE, PATH_NOT_ABSOLUTE, PATH_TOO_LONG, SETTING_MALFORMED
 */
export function parseAddress(
  text: string,
  { barePort = "refuse" }: ParseAddressOptions = {},
): Address {
  const { plain, settings } = splitSettings(text);
  const bare = splitBarePort(plain);
  if (bare && barePort === "refuse") throw new RouseError("ADDRESS_BARE_PORT", bare);
  const { type, rest } = splitType(expandBarePort(plain));
  const isUnixName = /^(@|\.{0,2}\/)/.test(rest);
  if (isUnix(type) || (type === undefined && isUnixName)) {
    return parseUnix(type ?? "unix", rest, text, settings);
  }
  if (isUnixName) throw malformed(text, `${type} takes IP:PORT; a path takes unix: or unix-dgram:`);
  return parseInet(type ?? "tcp", rest, text, settings);
}

/**
 * Returns the address that a unit or the kernel names, or undefined where Rouse has no such address. A bare port means
 * `[::]:PORT` in a unit (systemd.socket(5)).
 */
export function findAddress(text: string): Address | undefined {
  try {
    return parseAddress(expandBarePort(text, "[::]"));
  } catch (error) {
    if (error instanceof RouseError) return undefined;
    throw error;
  }
}

interface Settings {
  name?: string;
  mode?: number;
  group?: string;
}

/** Splits `ADDR,name=N,mode=0600`. A path may contain commas, so only `,word=` begins a setting. */
function splitSettings(address: string): { plain: string; settings: Settings } {
  const settings: Settings = {};
  let plain = address;
  for (;;) {
    const [whole, key, value = ""] = plain.match(/,([a-z]+)=([^,]*)$/) ?? [];
    if (whole === undefined) {
      const [misplaced] = plain.match(/,(name|mode|group)=.*$/) ?? [];
      if (misplaced !== undefined) throw badSetting(address, unknownSetting(misplaced));
      return { plain, settings };
    }
    plain = plain.slice(0, -whole.length);
    if (key !== "name" && key !== "mode" && key !== "group")
      throw badSetting(address, unknownSetting(`,${key}=`));
    if (settings[key] !== undefined) throw badSetting(address, `${key}= is there twice`);
    if (key === "name") settings.name = parseName(value, address);
    else if (key === "mode") settings.mode = parseMode(value, address);
    else settings.group = parseGroup(value, address);
  }
}

/** Names travel in LISTEN_FDNAMES, divided by `:`; systemd accepts the same for FileDescriptorName=. */
function parseName(name: string, address: string): string {
  if (/^[\x20-\x39\x3b-\x7e]{1,255}$/.test(name)) return name;
  throw badSetting(address, `expected a name of 1 to 255 printable ASCII characters without ':'`);
}

function parseMode(mode: string, address: string): number {
  if (/^0?[0-7]{3}$/.test(mode)) return Number.parseInt(mode, 8);
  throw badSetting(address, `expected an octal mode like 0600 or 0666, got '${mode}'`);
}

/** As systemd takes it for SocketGroup=, or a number. */
function parseGroup(group: string, address: string): string {
  if (/^([A-Za-z_][\w.-]{0,30}|\d{1,9})$/.test(group)) return group;
  throw badSetting(address, `expected the name or the number of a group, got '${group}'`);
}

function splitType(plain: string): { type: SocketType | undefined; rest: string } {
  const type = types.find((known) => plain.startsWith(`${known}:`));
  return { type, rest: type === undefined ? plain : plain.slice(type.length + 1) };
}

const types: SocketType[] = ["tcp", "udp", "unix", "unix-dgram", "unix-seqpacket"];

function isUnix(type: SocketType | undefined): type is UnixType {
  return type !== undefined && type !== "tcp" && type !== "udp";
}

function parseInet(type: InetType, rest: string, text: string, settings: Settings): Address {
  return { type, ...parseHostPort(rest, text), ...withoutFile(settings, text) };
}

function parseUnix(type: UnixType, rest: string, text: string, settings: Settings): Address {
  const name = parseUnixName(rest, text);
  if (!("path" in name)) return { type, ...name, ...withoutFile(settings, text) };
  const mode = settings.group === undefined ? {} : { mode: 0o660 };
  return { type, ...name, ...mode, ...settings };
}

/** Returns the settings of a socket that has no file. @throws SETTING_MALFORMED */
function withoutFile({ mode, group, ...named }: Settings, text: string): { name?: string } {
  if (mode !== undefined) throw badSetting(text, noFile("mode"));
  if (group !== undefined) throw badSetting(text, noFile("group"));
  return named;
}

function noFile(key: string): string {
  return `only the path of a unix socket has a ${key}; leave out ,${key}=`;
}

function unknownSetting(got: string): string {
  return `expected ,name=NAME, ,mode=0600 or ,group=GROUP, got ${got}`;
}

function badSetting(address: string, problem: string): RouseError {
  return new RouseError("SETTING_MALFORMED", { address, problem });
}

function malformed(address: string, problem: string): RouseError {
  return new RouseError("ADDRESS_MALFORMED", { address, problem });
}
