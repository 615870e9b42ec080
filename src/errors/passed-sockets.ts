import { quote } from "./quote.js";

/** Errors about the sockets that a service manager passed, and a server that listens on them. */
export const passedSocketErrors = {
  LISTEN_VARIABLE_MALFORMED: ({
    variable,
    value,
    expected,
  }: {
    variable: string;
    value: string;
    expected: string;
    errno: string;
  }) =>
    `cannot read the passed sockets: expected ${variable} to be ${expected}, got ${quote(value)}; ` +
    "correct the program that starts this one",
  LISTEN_NAMES_COUNT: ({ names, count }: { names: number; count: number; errno: string }) =>
    `cannot name the passed sockets: LISTEN_FDS says ${count} and LISTEN_FDNAMES has ${names}; ` +
    "give as many names as sockets (systemd-socket-activate takes --fdname=A:B)",
  LISTEN_FD_MISSING: ({ fd, count }: { fd: number; count: number; errno: string }) =>
    `cannot take the passed sockets: LISTEN_FDS says ${count}, so descriptors 3 to ${count + 2} ` +
    `should be open, and ${fd} is not`,
  LISTEN_FD_OF_NODE: ({ fd, count }: { fd: number; count: number; errno: string }) =>
    `cannot take the passed sockets: LISTEN_FDS says ${count}, so descriptors 3 to ${count + 2} ` +
    `should be passed, and ${fd} is an event loop of Node itself: fewer were passed`,
  LISTEN_NAME_UNKNOWN: ({ name, names }: { name: string; names: string[]; errno: string }) =>
    `cannot listen on the passed socket ${quote(name)}: expected one of ` +
    `${names.map(quote).join(", ")}; set FileDescriptorName= in the .socket unit, or set ` +
    "`optional: true` to use the fallback",
  LISTEN_CHOICE_OPEN: ({ names }: { names: string[]; errno: string }) =>
    `cannot choose among ${names.length} passed sockets (${names.map(quote).join(", ")}): select ` +
    "one with `name`, or with `index` among those of one name",
  LISTEN_KIND_REFUSED: ({
    fd,
    name,
    problem,
  }: {
    fd: number;
    name: string;
    problem: string;
    errno: string;
  }) => `cannot use the passed socket ${quote(name)} (descriptor ${fd}): ${problem}`,
  LISTEN_SERVER_EXPECTED: ({ got, cure }: { got: string; cure: string; errno: string }) =>
    "cannot listen: expected a server of node:net, http, https or http2, or a socket of node:dgram, got " +
    `${got}; ${cure}`,
  LISTEN_FD_TAKEN: ({
    fd,
    name,
    owner,
  }: {
    fd: number;
    name: string;
    owner: string;
    errno: string;
  }) =>
    `cannot use the passed socket ${quote(name)} (descriptor ${fd}) twice: ${owner} has it; ` +
    "set `keep: true` to listen on a duplicate",
  LISTEN_FD_CLOSED: ({
    fd,
    name,
    owner,
  }: {
    fd: number;
    name: string;
    owner: string;
    errno: string;
  }) =>
    `cannot use the passed socket ${quote(name)} (descriptor ${fd}) again: ${owner} had it and ` +
    "closed it; set `keep: true` the first time to keep it for later",
  LISTEN_FALLBACK_MISSING: (_: object) =>
    "cannot listen: no socket was passed and there is no fallback; start the .socket unit, or set " +
    "`fallback` to an address for runs without a service manager",
  LISTEN_PASSED_TO_ANOTHER: ({ pid, own }: { pid: string; own: number; errno: string }) =>
    "cannot listen on the fallback: its address is in use, and sockets were passed to process " +
    `${pid}, not to this one, ${own}; let the service manager start this program directly, without npm, ` +
    "`node --watch` or a shell in between, or pass the sockets on with passedStdio()",
  LISTEN_HANDLE_UNSUPPORTED: ({
    fd,
    name,
    what,
  }: {
    fd: number;
    name: string;
    what: string;
    errno: string;
  }) =>
    `cannot listen on the passed socket ${quote(name)} (descriptor ${fd}): this Node ` +
    `(${process.version}) does not let us make a handle of it, which ${what} needs`,
  LISTEN_NOT_HANDED_OVER: (_: object) =>
    "cannot listen in this cluster worker: the sockets were passed to its primary; start workers with " +
    "the stdio and env of passedStdio()",
  LISTEN_RUNTIME_UNSUPPORTED: ({ runtime }: { runtime: string }) =>
    `cannot use a passed socket: ${runtime} cannot listen on a descriptor; run the program with Node, or ` +
    "unmodified under rouse-exec, which answers its bind with the socket",
};
