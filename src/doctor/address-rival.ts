import type { Address } from "../address/address.js";
import { overlaps } from "../address/overlap.js";
import { findAddress } from "../address/parse-address.js";
import type { Service } from "../engines/systemd/inventory/find-services.js";

/** Finds another service that has an address of this one. */
export function findRival(
  service: Service,
  all: readonly Service[],
): { listen: string; other: Service } | undefined {
  for (const { listen, address } of addressesOf(service)) {
    const other = all.find((one) => {
      return one !== service && addressesOf(one).some((its) => overlaps(its.address, address));
    });
    if (other !== undefined) return { listen, other };
  }
  return undefined;
}

function addressesOf({ sockets }: Service): { listen: string; address: Address }[] {
  return sockets
    .flatMap((socket) => socket.listen)
    .flatMap((listen) => {
      const address = findAddress(listen);
      return address === undefined ? [] : [{ listen, address }];
    });
}
