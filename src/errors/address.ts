import { quote } from "./quote.js";

/** Errors about addresses, maps and spans, as a command line or the SDK gives them. */
export const addressErrors = {
  ADDRESS_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the address ${quote(address)}: ${problem}`,
  ADDRESS_BARE_PORT: ({ type, port }: { type: string; port: string }) =>
    `cannot listen on the bare port ${quote(type + port)}: a bare port does not say which clients may connect; use ` +
    `${type}127.0.0.1:${port} (this machine), ${type}0.0.0.0:${port} (every IPv4 network) ` +
    `or ${type}[::]:${port} (every network, if the program speaks IPv6)`,
  ADDRESS_MISSING: ({ example = "rouse listen 8080 -- COMMAND" }: { example?: string }) =>
    `no address to listen on: give one or more, as in \`${example}\``,
  /** `next`: how the holder gives it back. */
  ADDRESS_TAKEN: ({
    address,
    holder,
    next = "stop it",
  }: {
    address: string;
    holder: string;
    next?: string;
  }) => `cannot listen on ${address}: ${holder} has it; ${next}, or choose another address`,
  ADDRESS_TWICE: ({ address }: { address: string }) =>
    `cannot listen on ${address} twice: leave one of the two out`,
  ADDRESSES_OVERLAP: ({ a, b }: { a: string; b: string }) =>
    `cannot listen on ${a} and ${b} at once: one covers the other; leave one of them out`,
  SOCKET_PATH_UNUSABLE: ({ path, problem }: { path: string; problem: string }) =>
    `cannot listen on the path ${quote(path)}: ${problem}`,
  PORT_PRIVILEGED: ({ address, first }: { address: string; first: number }) =>
    `cannot listen on ${address} in a user's service: ports below ${first} are reserved for the system; use --system ` +
    `(as root), or choose port ${first} or above`,
  PORT_OUT_OF_RANGE: ({ address, port }: { address: string; port: string }) =>
    `cannot read the address ${quote(address)}: expected a port from 1 to 65535, got ${port}`,
  PATH_NOT_ABSOLUTE: ({ path }: { path: string }) =>
    `cannot listen on the path ${quote(path)}: expected an absolute path that begins with /`,
  PATH_TOO_LONG: ({ path, bytes }: { path: string; bytes: number }) =>
    `cannot listen on the unix socket ${quote(path)}: its name has ${bytes} bytes and the kernel ` +
    "takes at most 107; choose a shorter one",
  SETTING_MALFORMED: ({ address, problem }: { address: string; problem: string }) =>
    `cannot read the settings of the address ${quote(address)}: ${problem}`,
  SPAN_MALFORMED: ({ span, option }: { span: string; option?: string }) =>
    `cannot read the time span ${quote(span)}${option === undefined ? "" : ` of ${option}`}: expected something like 90s, 10min, 1h 30min or ` +
    "500ms, at most 100 years, or infinity for never",
  STOP_SIGNAL_UNKNOWN: ({ signal }: { signal: string }) =>
    `cannot stop a program with the signal ${quote(signal)}: expected a signal that ends it, as SIGTERM, QUIT, ` +
    "RTMIN+3 or 15",
  STOP_SIGNAL_TO_UNKNOWN: ({ whom }: { whom: string }) =>
    `cannot send the stop signal to ${quote(whom)}: expected program, which is the process that was ` +
    "started, or all, which is every process of it",
  SLEEP_UNKNOWN: ({ how }: { how: string }) =>
    `cannot put a program to sleep by --sleep ${quote(how)}: expected stop or freeze`,
  FREEZE_WITHOUT_IDLE: ({ example = "--idle 10min" }: { example?: string }) =>
    `cannot freeze a program that is never idle: give it an idle time, as ${example}, or leave --sleep out`,
  FREEZE_FOR_WITHOUT_FREEZE: ({ span }: { span: string }) =>
    `cannot stop a program that has been frozen for ${quote(span)}, since it is not frozen at all: write --sleep freeze ` +
    "too, or leave --freeze-for out",
  NAME_TAKEN: ({ name }: { name: string }) =>
    `two sockets are named ${quote(name)}: give one of them another name with ,name=NAME after ` +
    "its address, or leave out the duplicate",
  MAP_MALFORMED: ({ map, problem }: { map: string; problem: string }) =>
    `cannot read the map ${quote(map)}: ${problem}`,
  MAP_NAME_UNKNOWN: ({ map, name, names }: { map: string; name: string; names: string[] }) =>
    `cannot use the map ${quote(map)}: no socket is named ${quote(name)}; expected one of ` +
    names.map(quote).join(", "),
};
