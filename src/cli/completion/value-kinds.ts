import type { CommandShape, Value } from "./command-tree.js";

/** What a placeholder of the help can be replaced by. */
export type ValueKind =
  /** One of these, or the beginning of one; each with what it means. A path may also follow. */
  | { from: "words"; words: readonly Word[]; goesOn?: boolean }
  /** A line each of what this line of sh(1) prints. */
  | { from: "lines"; command: string }
  /** What the shell itself knows. */
  | { from: "files" | "folders" | "hosts" | "users" }
  /** Nobody can know. */
  | { from: "nothing" };

export type Word = readonly [word: string, description: string];

const addresses: readonly Word[] = [
  ["127.0.0.1:", "a port that only this machine can reach"],
  ["[::1]:", "the same over IPv6"],
  ["0.0.0.0:", "a port on every IPv4 network"],
  ["[::]:", "a port on every network"],
  ["/", "a unix socket"],
  ["@", "an abstract unix socket"],
  ["udp:", "a port or address of UDP"],
  ["unix-dgram:", "a unix socket of datagrams"],
  ["unix-seqpacket:", "a unix socket of packets"],
];

const spans: readonly Word[] = [
  ["30s", "half a minute"],
  ["1min", "a minute"],
  ["10min", "ten minutes"],
  ["1h", "an hour"],
  ["infinity", "never"],
];

const times: readonly Word[] = [
  ["today", "since midnight"],
  ["yesterday", "since the midnight before"],
  ["-1h", "the last hour"],
];

const images = "podman images --format '{{.Repository}}:{{.Tag}}'";
const units = "systemctl list-unit-files --type=service --no-legend --plain --full";

/** Every placeholder of every command has a line here; a test says so. */
export const valueKinds: Readonly<Record<string, ValueKind>> = {
  ADDR: { from: "words", words: addresses, goesOn: true },
  "BIND=NAME": { from: "nothing" },
  ENDPOINT: {
    from: "words",
    words: [
      ["unix://", "a unix socket"],
      ["127.0.0.1:", "a port of this machine"],
    ],
    goesOn: true,
  },
  "K=V": { from: "nothing" },
  N: { from: "nothing" },
  SPAN: { from: "words", words: spans },
  TIME: { from: "words", words: times },
  NAME: { from: "lines", command: "rouse completion --names" },
  UNIT: {
    from: "lines",
    command: `{ ${units}; ${units} --user; } | sed 's/ .*//' | sort -u`,
  },
  IMAGE: { from: "lines", command: images },
  FILE: { from: "files" },
  DIR: { from: "folders" },
  "USER@HOST": { from: "hosts" },
  USER: { from: "users" },
};

/** Of a value that one of its choices must be, these; of a placeholder without a line, nothing. */
export function kindOf({ placeholder, choices }: Value): ValueKind {
  if (choices.length === 0) return valueKinds[placeholder] ?? { from: "nothing" };
  return { from: "words", words: choices.map((choice) => [choice, ""]) };
}

/** One name for all values that are completed alike. */
export function keyOf({ placeholder, choices }: Value): string {
  return choices.length === 0 ? placeholder : `${placeholder}=${choices.join("|")}`;
}

/** What a command and those below it take, each once. */
export function valuesOf(command: CommandShape): Value[] {
  return [...new Map(allValues(command).map((value) => [keyOf(value), value])).values()];
}

function allValues({ options, arguments: own, commands }: CommandShape): Value[] {
  return [...options.flatMap(({ value }) => value ?? []), ...own, ...commands.flatMap(allValues)];
}
