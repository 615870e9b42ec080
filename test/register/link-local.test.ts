import { expect } from "vitest";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { fixture } from "./program.js";
import { deadlineMs, registered } from "./serve.js";

/** Two interfaces with one link-local address, in a network namespace of their own. */
const network = [
  "ip link add one type veth peer name two",
  ...["one", "two"].map(
    (name) => `ip link set ${name} up && ip address add fe80::5 dev ${name} nodad`,
  ),
].join(" && ");

/** Makes the sockets there, and becomes the program. */
const passing = `
import socket, sys
sys.path.insert(0, sys.argv[1])
import passing
fds = []
for name in ("one", "two"):
    made = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    made.bind(("fe80::5", int(sys.argv[2]), 0, socket.if_nametoindex(name)))
    made.listen()
    fds.append(made.detach())
passing.become({"argv": sys.argv[3:], "sockets": [{"name": "one"}, {"name": "two"}], "lie": {}}, fds)
`;

needsRoot("ip", "unshare", "python3").test.each([
  ["by its name", "two"],
  ["by its number", "$(cat /sys/class/net/two/ifindex)"],
])("a link-local address is taken together with its interface, %s", async (_, zone) => {
  const port = await freePort();
  const make = ["python3", "-B", "-c", passing, program(""), String(port)];
  const script = `${network} && mount -t sysfs none /sys && zone=${zone} && exec "$@" net "[${port}, \\"fe80::5%$zone\\"]"`;
  const command = ["sh", "-c", script, "sh", ...make, ...registered, fixture("serve.mjs")];
  const running = start(["unshare", "--net", "--mount", ...command]);
  const [, address] = await running.line(/^serves (.*)$/, { deadlineMs });
  expect(running.stderr).toBe("");
  expect(address).toContain("fe80::5%two");
});
