import { readyOptions, ruleTables, type ServiceOption } from "../../definition/service-options.js";

/** What a placeholder of the help can be replaced by. */
export type ValueKind =
  /** One of these, or the beginning of one; each with its meaning. With `goesOn`, more may be typed behind it. */
  | { from: "words"; words: readonly Word[]; goesOn?: boolean }
  /** One of the lines that this line of sh(1) prints. */
  | { from: "lines"; command: string }
  /** Completed by the shell itself. */
  | { from: "files" | "folders" | "hosts" | "users" }
  /** Nothing is known about it. */
  | { from: "nothing" };

type Word = readonly [word: string, description: string];

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

const signals: readonly Word[] = [
  ["SIGTERM", "the default"],
  ["SIGQUIT", "nginx finishes what its clients asked for"],
  ["SIGINT", "as Ctrl-C"],
  ["SIGHUP", "as a terminal that is closed"],
  ["SIGUSR1", "what the program makes of it"],
  ["SIGUSR2", "what the program makes of it"],
];

const checks: readonly Word[] = [
  ["http:/", "a GET of this path is answered by 2xx or 3xx"],
  ["tcp", "a connection is accepted"],
  ["exec:", "this command ends with status 0"],
  ["notify", "the program says READY=1 itself"],
];

const hours: readonly Word[] = [
  ["Mon..Fri 09:00-18:00", "in the day, but at weekends"],
  ["22:00-06:00", "each night"],
];

const percents: readonly Word[] = [
  ["5", "a twentieth of a processor"],
  ["20", "a fifth of a processor"],
  ["100", "a whole processor"],
];

const clients: readonly Word[] = [
  ["uid:", "clients of the user with this number, on this machine"],
  ["unit:", "clients of this unit, on this machine"],
];

const settingOf = ({ name, hint }: ServiceOption): Word => [`${name}=`, hint];

/** For `rouse edit --set`: the options of a service. */
const settings: readonly Word[] = [
  ["idle=", "stop the program so long after its last connection"],
  ["listen=", "an address to listen on"],
  ...[readyOptions, ...Object.values(ruleTables)].flatMap(Object.values).map(settingOf),
  ["map=", "answer the program's bind with the socket of that name"],
  ["cwd=", "the folder that the program runs in"],
  ["env=", "a variable for the program's environment"],
  ["run-as=", "the user that the program runs as"],
  ["image=", "the image of a container"],
  ["sandbox=", "deny the program all that it does not need: yes or no"],
  ["network=", "with a sandbox, leave the program the network: yes or no"],
  ["path-guards=", "keep the program from removing its sockets: yes or no"],
  ["connect-guard=", "refuse its connections to itself before it listens: yes or no"],
];

const images = "podman images --format '{{.Repository}}:{{.Tag}}'";
const units = "systemctl list-unit-files --type=service --no-legend --plain --full";

/** The kind of each placeholder of every command; a test checks that none is missing. */
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
  CHECK: { from: "words", words: checks, goesOn: true },
  WHOSE: { from: "words", words: clients, goesOn: true },
  COUNT: { from: "nothing" },
  ACTION: {
    from: "words",
    words: [
      ["stop", "end the program as one that failed"],
      ["open", "let its clients in"],
    ],
  },
  GROUP: { from: "nothing" },
  "K=V": { from: "nothing" },
  N: { from: "nothing" },
  "OPTION=VALUE": { from: "words", words: settings, goesOn: true },
  PERCENT: { from: "words", words: percents },
  COMMAND: { from: "nothing" },
  HOURS: { from: "words", words: hours, goesOn: true },
  PATH: { from: "files" },
  SPAN: { from: "words", words: spans },
  SIGNAL: { from: "words", words: signals },
  TIME: { from: "words", words: times },
  NAME: { from: "lines", command: "rouse completion --names" },
  UNIT: {
    from: "lines",
    command: `{ ${units}; ${units} --user; } | sed 's/ .*//' | sort -u`,
  },
  IMAGE: { from: "lines", command: images },
  FILE: { from: "files" },
  DIR: { from: "folders" },
  HOW: {
    from: "words",
    words: [
      ["stop", "the next client starts it again"],
      ["freeze", "it keeps what it has, and the next client continues it"],
    ],
  },
  WHOM: {
    from: "words",
    words: [
      ["program", "the process that was started"],
      ["all", "every process of it"],
    ],
  },
  "USER@HOST": { from: "hosts" },
  USER: { from: "users" },
};
