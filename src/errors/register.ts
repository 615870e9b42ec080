import { quote } from "./quote.js";

/** Errors about `rouse/register`, by which an unmodified Node program adopts the passed sockets. */
export const registerErrors = {
  REGISTER_MAP_AMBIGUOUS: ({ map, name }: { map: string; name: string }) =>
    `the map ${quote(map)} leads to several passed sockets named ${quote(name)}: give each a ` +
    "FileDescriptorName= of its own",
  // These two are the sentences of rouse-exec, word for word but for its option: a test compares both halves.
  REGISTER_WIDER: ({
    asked,
    name,
    given,
    setting,
  }: {
    asked: string;
    name: string;
    given: string;
    setting: "ListenStream" | "ListenDatagram";
  }) =>
    `the program binds ${asked} but the passed socket ${quote(name)} is ${given}, open to more than ` +
    `the program asked for: not adopted; write ${setting}=${asked} in the socket unit, or ` +
    `ROUSE_MAP=${asked}=${name} if you mean it`,
  REGISTER_FAMILY: ({
    asked,
    name,
    given,
    setting,
  }: {
    asked: string;
    name: string;
    given: string;
    setting: "ListenStream" | "ListenDatagram";
  }) =>
    `the program binds ${asked} (IPv4) but the passed socket ${quote(name)} is ${given} (IPv6), on ` +
    "which an IPv4 program misreads its clients: not adopted; write " +
    `${setting}=${asked} in the socket unit`,
  REGISTER_NOT_ADOPTED: ({ sockets, binds }: { sockets: string[]; binds: string[] }) =>
    `the program listens on ${binds.join(", ")}, and ${sockets.join(", ")} was passed and not ` +
    "adopted: clients that connect there wait in vain; write the program's address in the socket unit, or " +
    "lead one to the other with ROUSE_MAP=BIND=NAME",
  REGISTER_ONCE: ({ name }: { name: string }) =>
    `the passed socket ${quote(name)} cannot be adopted again: it was lent without a duplicate, because that needs ` +
    "koffi; install Rouse again without --omit=optional",
  REGISTER_UNKNOWN: ({ name }: { name: string }) =>
    `the passed socket ${quote(name)} cannot be adopted: koffi did not load, and /proc does not show ` +
    "what it is; install Rouse again without --omit=optional",
  REGISTER_REPLACED: ({ path, name }: { path: string; name: string }) =>
    `${quote(path)} replaces the file of the passed socket ${quote(name)}: clients cannot find ` +
    "the socket until its socket unit is restarted",
  REGISTER_UNSUPPORTED: ({ what }: { what: string }) =>
    `cannot adopt passed sockets: this Node (${process.version}) does not show ${what}; run the ` +
    "program under rouse-exec, which answers its bind with the socket",
};
