import type { SocketOptions } from "node:dgram";
import { mkdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { ListeningSocket } from "../harness/activate.js";

/** What an unmodified Node program does: the arguments of server.listen(), or of socket.bind(). */
export interface Step {
  args: unknown[];
  udp?: SocketOptions;
  /** Closed before the next step. */
  close?: boolean;
}

export interface Case {
  passed: ListeningSocket[];
  /** As `--map` and ROUSE_MAP take them. */
  maps?: string[];
  steps: Step[];
  /** What each step gets: the number of a passed socket, a socket of its own, or an errno. */
  taken: (number | string)[];
  /** What is said on stderr, `MAP` standing for the name of the setting. */
  says?: string[];
  /** The program's working directory. */
  cwd?: string;
  /** What rouse/register does otherwise, since Node sends and accepts in both families on any socket. */
  register?: Pick<Partial<Case>, "taken" | "says">;
}

/** Of two free ports, and a folder. */
type CaseOf = (p: number, q: number, folder: string) => Case;

type More = Omit<ListeningSocket, "kind" | "address">;

const passed = (kind: ListeningSocket["kind"]) => (address: string, more: More | string) => ({
  kind,
  address,
  ...(typeof more === "string" ? { name: more } : more),
});
const tcp = passed("tcp");
const udp = passed("udp");
const unix = passed("unix");

const listen = (...args: unknown[]): Step => ({ args });
const bind4 = (...args: unknown[]): Step => ({ udp: { type: "udp4" }, args });
const bind6 = (...args: unknown[]): Step => ({ udp: { type: "udp6" }, args });

/** Lets two sockets be bound to addresses that overlap. */
const beside: More = { options: [["SOL_SOCKET", "SO_REUSEPORT", 1]] };

const wider = (asked: string, name: string, given: string, setting = "ListenStream") =>
  `the program binds ${asked} but the passed socket '${name}' is ${given}, open to more than the ` +
  `program asked for: not adopted; write ${setting}=${asked} in the socket unit, or ` +
  `MAP=${asked}=${name} if you mean it`;

const family = (asked: string, name: string, given: string, setting = "ListenStream") =>
  `the program binds ${asked} (IPv4) but the passed socket '${name}' is ${given} (IPv6), on which ` +
  `an IPv4 program misreads its clients: not adopted; write ${setting}=${asked} in the socket unit`;

const next = (asked: string, name: string, given: string, setting = "ListenStream") =>
  `the program binds ${asked} beside the passed socket '${name}', which is ${given}: clients that ` +
  `connect to ${asked} do not wake the program; write ${setting}=${asked} in the socket unit too`;

/** What rouse/register says only after ten seconds, and for all binds together. */
export const isOfBindBeside = (text: string) => text.includes(" beside the passed socket ");

const unanswerable = (asked: string, name: string, given: string, better: string) =>
  `the program binds ${asked} (IPv6) but the passed socket '${name}' is ${given} (IPv4), on which ` +
  `an IPv6 program cannot answer datagrams: not adopted; listen on udp:${better}, in a socket unit ` +
  `ListenDatagram=${better}`;

const exact: Record<string, CaseOf> = {
  "127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen({ port: p, host: "127.0.0.1" })],
    taken: [0],
  }),
  "::1, in another spelling": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen(p, "0:0:0::0:1")],
    taken: [0],
  }),
  "0.0.0.0": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "a")],
    steps: [listen(p, "0.0.0.0")],
    taken: [0],
  }),
  ":: by default": (p) => ({
    passed: [tcp(`[::]:${p}`, "a")],
    steps: [listen(p)],
    taken: [0],
  }),
  "a port in text": (p) => ({
    passed: [tcp(`[::]:${p}`, "a")],
    steps: [listen({ port: String(p) })],
    taken: [0],
  }),
  "two ports, each its own": (p, q) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.1:${q}`, "b")],
    steps: [listen(q, "127.0.0.1"), listen(p, "127.0.0.1")],
    taken: [1, 0],
  }),
  "two addresses of a port": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.2:${p}`, "b")],
    steps: [listen(p, "127.0.0.2"), listen(p, "127.0.0.1")],
    taken: [1, 0],
  }),
  "TCP and UDP of a port": (p) => ({
    passed: [udp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.1:${p}`, "b")],
    steps: [listen(p, "127.0.0.1"), bind4(p, "127.0.0.1")],
    taken: [1, 0],
  }),
  "twice, by two servers": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "127.0.0.1"), listen({ port: p, host: "127.0.0.1", exclusive: true })],
    taken: [0, 0],
  }),
  "again, after it was closed": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [{ ...listen(p, "127.0.0.1"), close: true }, listen(p, "127.0.0.1")],
    taken: [0, 0],
  }),
  "with a backlog and reusePort": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen({ port: p, host: "127.0.0.1", backlog: 5, reusePort: true })],
    taken: [0],
  }),
};

const families: Record<string, CaseOf> = {
  ":: takes 0.0.0.0": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "a")],
    steps: [listen(p)],
    taken: [0],
  }),
  "::ffff:A takes A": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "::ffff:127.0.0.1")],
    taken: [0],
  }),
  "::ffff:7f00:1 takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "::ffff:7f00:1")],
    taken: [0],
  }),
  "::ffff:A takes no other address": (p) => ({
    passed: [tcp(`127.0.0.2:${p}`, "a")],
    steps: [listen(p, "::ffff:127.0.0.1")],
    taken: ["own"],
    says: [next(`[::ffff:127.0.0.1]:${p}`, "a", `127.0.0.2:${p}`)],
  }),
  "ipv6Only takes 0.0.0.0 when nothing else was passed": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "a")],
    steps: [listen(p, "0.0.0.0"), listen({ port: p, host: "::", ipv6Only: true })],
    taken: [0, 0],
  }),
  "::1 takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen({ port: p, host: "127.0.0.1" }), listen({ port: p, host: "::1" })],
    taken: [0, 0],
  }),
  "::1 takes ::ffff:127.0.0.1": (p) => ({
    passed: [tcp(`[::ffff:127.0.0.1]:${p}`, "a")],
    steps: [listen({ port: p, host: "::1" }), listen(p)],
    taken: [0, 0],
  }),
  "each its own where both were passed": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`[::1]:${p}`, "b")],
    steps: [listen({ port: p, host: "::1" }), listen({ port: p, host: "127.0.0.1" })],
    taken: [1, 0],
  }),
  "::1 takes no wildcard": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "web")],
    steps: [listen({ port: p, host: "::1" }), listen({ port: p, host: "::1" })],
    taken: ["EADDRINUSE", "EADDRINUSE"],
    says: [wider(`[::1]:${p}`, "web", `0.0.0.0:${p}`)],
  }),
  "::ffff:127.0.0.1 takes ::1": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen(p, "::ffff:127.0.0.1")],
    taken: [0],
  }),
  "IPv4 is put aside for IPv6, which an IPv4 program would misread": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen(p, "::1"), listen(p, "127.0.0.1"), listen(p, "0.0.0.0")],
    taken: [0, "own", "own"],
    register: { taken: [0, 0, 0] },
  }),
  "::ffff:A is not narrowed to IPv6": (p) => ({
    passed: [tcp(`[::]:${p}`, "a")],
    steps: [listen(p, "::ffff:127.0.0.1")],
    taken: ["EADDRINUSE"],
    says: [wider(`[::ffff:127.0.0.1]:${p}`, "a", `[::]:${p}`)],
    register: { says: [] },
  }),
};

const narrower: Record<string, CaseOf> = {
  ":: takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p)],
    taken: [0],
  }),
  ":: takes ::1": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen(p)],
    taken: [0],
  }),
  "0.0.0.0 takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "0.0.0.0")],
    taken: [0],
  }),
  "::ffff:0.0.0.0 takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "::ffff:0.0.0.0")],
    taken: [0],
  }),
  "::ffff:0.0.0.0 takes ::1": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen(p, "::ffff:0.0.0.0")],
    taken: [0],
  }),
  "ipv6Only takes ::1": (p) => ({
    passed: [tcp(`[::1]:${p}`, "a")],
    steps: [listen({ port: p, host: "::", ipv6Only: true })],
    taken: [0],
  }),
  "ipv6Only takes 127.0.0.1": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen({ port: p, host: "::", ipv6Only: true })],
    taken: [0],
  }),
  "every address comes before one": (p) => ({
    passed: [
      tcp(`127.0.0.1:${p}`, { name: "a", ...beside }),
      tcp(`0.0.0.0:${p}`, { name: "b", ...beside }),
    ],
    steps: [listen(p), listen(p, "0.0.0.0")],
    taken: [1, 1],
  }),
  "the same family comes before the other": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`[::]:${p}`, { name: "b", v6only: true })],
    steps: [listen(p), listen(p, "0.0.0.0")],
    taken: [1, 0],
  }),
  "of several the first": (p) => ({
    passed: [tcp(`127.0.0.2:${p}`, "a"), tcp(`127.0.0.1:${p}`, "b")],
    steps: [listen(p)],
    taken: [0],
  }),
};

const refused: Record<string, CaseOf> = {
  "another port": (p, q) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(q), listen(q, "127.0.0.1")],
    taken: ["own", "EADDRINUSE"],
  }),
  "any free port": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "a")],
    steps: [listen(0), listen(), listen(0, "127.0.0.1"), listen({ port: 0, host: "::1" })],
    taken: ["own", "own", "own", "own"],
  }),
  "another address": (p) => ({
    passed: [tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(p, "127.0.0.2")],
    taken: ["own"],
    says: [next(`127.0.0.2:${p}`, "a", `127.0.0.1:${p}`)],
  }),
  "the other protocol": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "a"), udp(`127.0.0.3:${p}`, "b")],
    steps: [bind4(p, "127.0.0.1")],
    taken: ["own"],
    says: [next(`127.0.0.1:${p}`, "b", `127.0.0.3:${p}`, "ListenDatagram")],
  }),
  "a unit wider than asked, thrice and told once": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "web")],
    steps: [listen(p, "127.0.0.1"), listen(p, "127.0.0.1"), listen(p, "127.0.0.1")],
    taken: ["EADDRINUSE", "EADDRINUSE", "EADDRINUSE"],
    says: [wider(`127.0.0.1:${p}`, "web", `0.0.0.0:${p}`)],
  }),
  "a unit wider than two that are asked for": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "web")],
    steps: [listen(p, "127.0.0.1"), listen(p, "127.0.0.2"), listen(p, "127.0.0.1")],
    taken: ["EADDRINUSE", "EADDRINUSE", "EADDRINUSE"],
    says: [1, 2].map((n) => wider(`127.0.0.${n}:${p}`, "web", `0.0.0.0:${p}`)),
  }),
  "an IPv6 unit wider than asked": (p) => ({
    passed: [tcp(`[::]:${p}`, "web")],
    steps: [listen(p, "::1")],
    taken: ["EADDRINUSE"],
    says: [wider(`[::1]:${p}`, "web", `[::]:${p}`)],
  }),
  "::ffff:A of a unit with every IPv4 address": (p) => ({
    passed: [tcp(`0.0.0.0:${p}`, "web")],
    steps: [listen(p, "::ffff:127.0.0.1")],
    taken: ["EADDRINUSE"],
    says: [wider(`[::ffff:127.0.0.1]:${p}`, "web", `0.0.0.0:${p}`)],
  }),
  "an IPv4 program and an IPv6 unit": (p) => ({
    passed: [tcp(`[::]:${p}`, "web")],
    steps: [listen(p, "127.0.0.1"), listen(p, "127.0.0.1")],
    taken: ["EADDRINUSE", "EADDRINUSE"],
    says: [family(`127.0.0.1:${p}`, "web", `[::]:${p}`)],
  }),
  "an IPv4 program, with IPv4 of that port passed too": (p) => ({
    passed: [tcp(`[::]:${p}`, { name: "a", v6only: true }), tcp(`127.0.0.2:${p}`, "b")],
    steps: [listen(p, "127.0.0.1")],
    taken: ["own"],
    says: [next(`127.0.0.1:${p}`, "b", `127.0.0.2:${p}`)],
  }),
};

const datagrams: Record<string, CaseOf> = {
  "udp4 of one address": (p) => ({
    passed: [udp(`127.0.0.1:${p}`, "a")],
    steps: [bind4({ port: p, address: "127.0.0.1" })],
    taken: [0],
  }),
  "udp6 of one address": (p) => ({
    passed: [udp(`[::1]:${p}`, "a")],
    steps: [bind6(p, "::1")],
    taken: [0],
  }),
  "udp4 of every address": (p, q) => ({
    passed: [udp(`0.0.0.0:${p}`, "a"), udp(`127.0.0.1:${q}`, "b")],
    steps: [bind4(q), bind4(p)],
    taken: [1, 0],
  }),
  "udp6 takes no IPv4, on which it could not answer": (p, q) => ({
    passed: [udp(`0.0.0.0:${p}`, "a"), udp(`127.0.0.1:${q}`, "b")],
    steps: [bind6(q), bind6(p)],
    taken: ["EADDRINUSE", "EADDRINUSE"],
    says: [
      unanswerable(`[::]:${q}`, "b", `127.0.0.1:${q}`, `[::ffff:127.0.0.1]:${q}`),
      unanswerable(`[::]:${p}`, "a", `0.0.0.0:${p}`, `[::]:${p}`),
    ],
    register: { taken: [1, 0], says: [] },
  }),
  "udp6 takes an IPv6 socket for IPv4 clients": (p) => ({
    passed: [udp(`[::ffff:127.0.0.1]:${p}`, "a")],
    steps: [bind6(p)],
    taken: [0],
  }),
  "udp6 with ipv6Only takes none": (p) => ({
    passed: [udp(`127.0.0.1:${p}`, "a")],
    steps: [{ udp: { type: "udp6", ipv6Only: true }, args: [p] }],
    taken: ["own"],
    says: [next(`[::]:${p}`, "a", `127.0.0.1:${p}`, "ListenDatagram")],
  }),
  "reuseAddr, twice": (p) => ({
    passed: [udp(`127.0.0.1:${p}`, "a")],
    steps: [1, 2].map(() => ({
      udp: { type: "udp4", reuseAddr: true },
      args: [p, "127.0.0.1"],
    })),
    taken: [0, 0],
  }),
  "without a port": (p) => ({
    passed: [udp(`0.0.0.0:${p}`, "a")],
    steps: [bind4(), bind6(0)],
    taken: ["own", "own"],
  }),
  "a unit wider than asked": (p) => ({
    passed: [udp(`0.0.0.0:${p}`, "dns")],
    steps: [bind4(p, "127.0.0.1"), bind4(p, "127.0.0.1")],
    taken: ["EADDRINUSE", "EADDRINUSE"],
    says: [wider(`127.0.0.1:${p}`, "dns", `0.0.0.0:${p}`, "ListenDatagram")],
  }),
  "an IPv4 program and an IPv6 unit, by UDP": (p) => ({
    passed: [udp(`[::]:${p}`, "dns")],
    steps: [bind4(p)],
    taken: ["EADDRINUSE"],
    says: [family(`0.0.0.0:${p}`, "dns", `[::]:${p}`, "ListenDatagram")],
  }),
};

const paths: Record<string, CaseOf> = {
  "a path": (_p, _q, folder) => ({
    passed: [unix(join(folder, "s"), "a")],
    steps: [listen(join(folder, "s")), listen({ path: join(folder, "s"), readableAll: true })],
    taken: [0, 0],
  }),
  "a path in other spellings": (_p, _q, folder) => ({
    passed: [unix(join(folder, "s"), "a")],
    steps: [
      listen({ path: `${folder}//./s` }),
      listen({ path: `${folder}/../${basename(folder)}/s` }),
    ],
    taken: [0, 0],
  }),
  "a relative path": (_p, _q, folder) => ({
    passed: [unix(join(folder, "s"), "a")],
    steps: [listen({ path: "s" }), listen({ path: "./s" }), listen({ path: "other" })],
    taken: [0, 0, "own"],
    cwd: folder,
  }),
  "a path by a linked folder": (_p, _q, folder) => {
    symlinkSync(folder, join(folder, "link"));
    return {
      passed: [unix(join(folder, "s"), "a")],
      steps: [listen(join(folder, "link", "s"))],
      taken: [0],
    };
  },
  "the same name in another folder": (_p, _q, folder) => {
    mkdirSync(join(folder, "other"));
    return {
      passed: [unix(join(folder, "s"), "a")],
      steps: [listen(join(folder, "other", "s")), listen(join(folder, "t"))],
      taken: ["own", "own"],
    };
  },
  "two paths": (_p, _q, folder) => ({
    passed: [unix(join(folder, "s"), "a"), unix(join(folder, "t"), "b")],
    steps: [listen(join(folder, "t")), listen(join(folder, "s"))],
    taken: [1, 0],
  }),
};

/** Node 20 pads such a name with NUL to 108 bytes, and the kernel takes that for another one. */
const abstract: Record<string, CaseOf> = {
  "an abstract name": (p, q) => ({
    passed: [unix(`@rouse-${p}`, "a")],
    steps: [listen(`\0rouse-${p}`), listen(`\0rouse-${q}`)],
    taken: [0, "own"],
  }),
  "an abstract name by a map": (p, q) => ({
    maps: [`@rouse-${p}=b`],
    passed: [unix(`@rouse-${q}`, "a"), unix(`@rouse-${q}-b`, "b")],
    steps: [listen(`\0rouse-${p}`), listen(`\0rouse-${q}`)],
    taken: [1, 0],
  }),
};

const maps: Record<string, CaseOf> = {
  "ADDR:PORT comes before what fits exactly": (p, q) => ({
    maps: [`127.0.0.1:${p}=b`],
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.1:${q}`, "b")],
    steps: [listen(p, "127.0.0.1"), listen(p, "127.0.0.2")],
    taken: [1, "own"],
    says: [next(`127.0.0.2:${p}`, "a", `127.0.0.1:${p}`)],
  }),
  "[ADDR]:PORT": (p, q) => ({
    maps: [`[::1]:${p}=b`],
    passed: [tcp(`[::1]:${p}`, "a"), tcp(`[::1]:${q}`, "b")],
    steps: [listen(p, "::1")],
    taken: [1],
  }),
  "*:PORT": (p, q) => ({
    maps: [`*:${q}=b`],
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.2:${p}`, "b")],
    steps: [listen(q, "127.0.0.7"), listen(q), listen(q, "::1"), listen(p, "127.0.0.3")],
    taken: [1, 1, 1, "own"],
    says: [next(`127.0.0.3:${p}`, "a", `127.0.0.1:${p}`)],
  }),
  "ADDR:*, and port 0 never": (p, q) => ({
    maps: ["127.0.0.2:*=b"],
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.1:${q}`, "b")],
    steps: [listen(p, "127.0.0.2"), listen(0, "127.0.0.2"), listen(q, "127.0.0.3")],
    taken: [1, "own", "own"],
    says: [next(`127.0.0.3:${q}`, "b", `127.0.0.1:${q}`)],
  }),
  "*, of the same type": (p, q, folder) => ({
    maps: ["*=b"],
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.1:${q}`, "b")],
    steps: [
      ...[listen(p, "127.0.0.9"), listen(p, "127.0.0.1"), listen(join(folder, "s"))],
      ...[bind4(p, "127.0.0.9"), listen(0, "127.0.0.1")],
    ],
    taken: [1, 1, 1, "own", "own"],
  }),
  "/path, in another spelling": (p, _q, folder) => ({
    maps: [`${folder}/./s=b`],
    passed: [unix(join(folder, "passed"), "b"), tcp(`127.0.0.1:${p}`, "a")],
    steps: [listen(join(folder, "other")), listen(join(folder, "s"))],
    taken: ["own", 0],
  }),
  "a wider socket": (p) => ({
    maps: [`127.0.0.1:${p}=wide`],
    passed: [tcp(`0.0.0.0:${p}`, "wide")],
    steps: [listen(p, "127.0.0.1")],
    taken: [0],
  }),
  "an IPv6 socket for an IPv4 program": (p) => ({
    maps: [`0.0.0.0:${p}=six`],
    passed: [tcp(`[::]:${p}`, "six")],
    steps: [listen(p, "0.0.0.0")],
    taken: [0],
  }),
  "a unix socket for a TCP program": (p, _q, folder) => ({
    maps: [`*:${p}=file`],
    passed: [unix(join(folder, "s"), "file")],
    steps: [listen(p)],
    taken: [0],
  }),
  "the socket of the type, when two have the name": (p, q) => ({
    maps: [`*:${q}=dns`],
    passed: [tcp(`127.0.0.1:${p}`, "dns"), udp(`127.0.0.1:${p}`, "dns")],
    steps: [bind4(q, "127.0.0.1"), listen(q, "127.0.0.1")],
    taken: [1, 0],
  }),
  "several, the first that fits": (p, q) => ({
    maps: [`127.0.0.2:${q}=a`, `*:${q}=b`, "*=a"],
    passed: [tcp(`127.0.0.1:${p}`, "a"), tcp(`127.0.0.2:${p}`, "b")],
    steps: [listen(q, "127.0.0.3"), listen(q, "127.0.0.2"), listen(p, "127.0.0.3")],
    taken: [1, 0, 0],
  }),
};

/** What a passed socket answers: for rouse-exec and for rouse/register the same. */
export const cases = Object.entries({
  "the same address": exact,
  "an IPv6 program and IPv4": families,
  "every address of a port": narrower,
  "what is not adopted": refused,
  UDP: datagrams,
  "unix sockets": paths,
  "abstract ones": Number.parseInt(process.versions.node, 10) < 22 ? {} : abstract,
  maps,
}).flatMap(([subject, of]) =>
  Object.entries(of).map(([title, caseOf]) => [`${subject}: ${title}`, caseOf] as const),
);
