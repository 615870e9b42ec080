import { expect } from "vitest";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { finished, stepsCommand } from "./steps.js";

/** Two interfaces with one link-local address, in a network namespace of their own. */
const network = [
  "ip link add one type veth peer name two",
  ...["one", "two"].map(
    (name) => `ip link set ${name} up && ip address add fe80::5 dev ${name} nodad`,
  ),
].join(" && ");

needsRoot("ip", "unshare").test(
  "a link-local address is taken together with its interface",
  async () => {
    const port = await freePort();
    const addresses = ["one", "two"].map((name) => `[fe80::5%${name}]:${port}`);
    const listens = addresses.map((address) => `--listen=${address}`);
    const steps = stepsCommand(addresses.reverse().map((address) => ({ kind: "tcp", address })));
    const script = `${network} && exec "$@"`;
    const command = ["sh", "-c", script, "sh", rouseExec, ...listens, "--", ...steps];
    const running = start(["unshare", "--net", ...command]);
    expect((await finished(running, running.pid)).taken).toEqual([1, 0]);
  },
);
