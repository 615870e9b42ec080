import { type Address, formatBareAddress, socketName } from "../address/address.js";
import { formatMap, type SocketMap } from "../address/socket-map.js";
import { RouseError } from "../errors/rouse-error.js";

/**
 * Throws unless every socket has an address and a name of its own and every map leads to one of them.
 * @throws ADDRESS_TWICE, NAME_TAKEN, MAP_NAME_UNKNOWN
 */
export function checkNames(addresses: readonly Address[], maps: readonly SocketMap[]): void {
  const twice = findTwice(addresses.map(formatBareAddress));
  if (twice !== undefined) throw new RouseError("ADDRESS_TWICE", { address: twice });
  const names = addresses.map(socketName);
  const taken = findTwice(names);
  if (taken !== undefined) throw new RouseError("NAME_TAKEN", { name: taken });
  const lost = maps.find(({ name }) => !names.includes(name));
  if (lost === undefined) return;
  throw new RouseError("MAP_NAME_UNKNOWN", { map: formatMap(lost), name: lost.name, names });
}

function findTwice(texts: readonly string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) !== index);
}
