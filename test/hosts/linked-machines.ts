import { run } from "../harness/start.js";
import { type Machine, startMachine } from "../systemd/machine.js";

/** Machines with networks of their own and a cable between them. */
export interface LinkedMachines {
  first: Machine;
  second: Machine;
}

export const addresses = { first: "10.1.0.1", second: "10.1.0.2" };

export async function linkMachines(): Promise<LinkedMachines> {
  const network = "own";
  const [first, second] = await Promise.all([startMachine({ network }), startMachine({ network })]);
  const [one, other] = [pidOf(first), pidOf(second)];
  await ip("link", "add", "cable", "netns", one, "type", "veth", "peer", "cable", "netns", other);
  for (const [pid, address] of [
    [one, addresses.first],
    [other, addresses.second],
  ] as const) {
    const inside = ["nsenter", "--target", pid, "--net", "ip"];
    await succeed([...inside, "address", "add", `${address}/24`, "dev", "cable"]);
    await succeed([...inside, "link", "set", "cable", "up"]);
  }
  return { first, second };
}

/** The process whose namespaces are those of the machine. */
export function pidOf({ system }: Machine): string {
  return String(system.firstPid());
}

function ip(...args: string[]): Promise<void> {
  return succeed(["ip", ...args]);
}

async function succeed(argv: string[]): Promise<void> {
  const { code, stderr } = await run(argv);
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${stderr}`);
}
