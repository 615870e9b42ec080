import { type Address, socketName } from "../address/address.js";
import { formatMap, type SocketMap } from "../address/socket-map.js";
import { RouseError } from "../errors/rouse-error.js";

/**
 * Throws unless every socket has a name of its own and every map leads to one of them.
 * @throws NAME_TAKEN, MAP_NAME_UNKNOWN
 */
export function checkNames(addresses: readonly Address[], maps: readonly SocketMap[]): void {
  const names = addresses.map(socketName);
  const taken = names.find((name, index) => names.indexOf(name) !== index);
  if (taken !== undefined) throw new RouseError("NAME_TAKEN", { name: taken });
  const lost = maps.find(({ name }) => !names.includes(name));
  if (lost === undefined) return;
  throw new RouseError("MAP_NAME_UNKNOWN", { map: formatMap(lost), name: lost.name, names });
}
