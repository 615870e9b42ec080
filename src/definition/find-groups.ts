import type { Address } from "../address/address.js";
import { RouseError } from "../errors/rouse-error.js";
import { runProgram } from "../sys/programs/run-program.js";

/** Returns the addresses with the numbers of their groups, which rouse-exec takes. @throws GROUP_UNKNOWN */
export async function findGroups(addresses: readonly Address[]): Promise<Address[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const group = groupOf(address);
      if (group === undefined || /^\d+$/.test(group)) return address;
      return { ...address, group: await groupNumber(group) };
    }),
  );
}

/** Throws for a group that systemd does not take: it must know the name, or that of the number. @throws GROUP_UNKNOWN */
export async function requireGroups(addresses: readonly Address[]): Promise<void> {
  for (const group of addresses.map(groupOf)) if (group !== undefined) await groupNumber(group);
}

function groupOf(address: Address): string | undefined {
  return "group" in address ? address.group : undefined;
}

/** getent(1) knows more groups than /etc/group has. */
async function groupNumber(group: string): Promise<string> {
  const { code, stdout } = await runProgram(["getent", "group", "--", group]);
  const [, , number] = stdout.split(":");
  if (code !== 0 || number === undefined) throw new RouseError("GROUP_UNKNOWN", { group });
  return number;
}
