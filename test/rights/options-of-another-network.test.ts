import { beforeEach, expect } from "vitest";
import { type Bind, finished, stepsCommand } from "../adopt/steps.js";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";

type Option = [level: string, option: number, value: number];

/** What takes CAP_NET_ADMIN or CAP_NET_RAW; not all of them have names in Python. */
const privileged: [name: string, kind: "tcp" | "udp", option: Option][] = [
  ["SO_MARK", "tcp", ["SOL_SOCKET", 36, 0x1234]],
  ["SO_PRIORITY", "tcp", ["SOL_SOCKET", 12, 77]],
  ["SO_BUSY_POLL", "tcp", ["SOL_SOCKET", 46, 100]],
  ["IP_TRANSPARENT", "tcp", ["IPPROTO_IP", 19, 1]],
  ["SO_MARK", "udp", ["SOL_SOCKET", 36, 0x1234]],
  ["IP_TRANSPARENT", "udp", ["IPPROTO_IP", 19, 1]],
];

const keepIdle: Option = ["IPPROTO_TCP", 4, 77];

/** Commands that run the program, or rouse-exec. */
interface Setting {
  before?: string[];
  around?: string[];
}

const ownNamespaces = [
  ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  ...["unshare", "--user", "--map-root-user", "--net"],
];

let port: number;

beforeEach(async () => {
  port = await freePort();
});

/** What the option of the passed socket is after the program has set it on its own socket and bound that. */
async function carried(
  kind: ListeningSocket["kind"],
  option: Option,
  { before = [], around = [] }: Setting = {},
) {
  const address = `127.0.0.1:${port}`;
  const [level, number] = option;
  const bind: Bind = { kind, address, options: [option], read: [[level, number]] };
  const command = [...around, rouseExec, "--", ...before, ...stepsCommand([bind])];
  const running = activate([{ kind, address }], command);
  const { taken, results } = await finished(running, running.pid);
  expect(taken).toEqual([0]);
  return results[0]?.read?.[0];
}

const { describe, test } = needsRoot("setpriv", "unshare", "cc");

describe.each(privileged)("%s of a socket of kind %s", (_, kind, option) => {
  test("is carried over when root has set it", async () => {
    expect(await carried(kind, option)).toBe(option[2]);
  });

  test("is not when a user has set it in namespaces of his own", async () => {
    expect(await carried(kind, option, { before: ownNamespaces })).toBe(0);
  });

  test("is not when the kernel does not tell networks apart", async () => {
    const around = [compileC("adopt-deny"), "SO_NETNS_COOKIE", "--"];
    expect(await carried(kind, option, { around })).toBe(0);
  });
});

test("an option that anybody may set is carried over from another network", async () => {
  expect(await carried("tcp", keepIdle, { before: ownNamespaces })).toBe(77);
});
