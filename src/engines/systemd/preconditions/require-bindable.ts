import { once } from "node:events";
import { accessSync, constants, existsSync, lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import {
  type Address,
  formatBareAddress,
  type InetAddress,
  type PathAddress,
} from "../../../address/address.js";
import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { dgram, net } from "../../../sys/lazy-node-modules.js";
import { findSocketOwner } from "../../../sys/processes/socket-owner.js";
import { findBound, findBoundUnix } from "../../../sys/socket-tables/bound-sockets.js";

/**
 * Throws when the kernel would not let us listen on an address, or when systemd would take it from a server that runs:
 * systemd removes the file of a unix socket before it binds, and shares a UDP port.
 * @throws ADDRESS_TAKEN, SOCKET_PATH_UNUSABLE
 */
export async function requireBindable(address: Address): Promise<void> {
  if ("path" in address) return requireUsablePath(address);
  if ("abstract" in address) return requireUnheld(address, findBoundUnix(`@${address.abstract}`));
  if (await isBindable(address)) return;
  const { type, host, port } = address;
  const bound = findBound(type, port);
  const exact = bound.find((one) => one.host === host) ?? bound[0];
  const owner = exact && findSocketOwner(exact.inode);
  const holder = owner
    ? named(owner)
    : exact
      ? `a process of user ${exact.uid}`
      : "another program";
  throw new RouseError("ADDRESS_TAKEN", { address: formatBareAddress(address), holder });
}

async function isBindable({ type, host, port }: InetAddress): Promise<boolean> {
  const socket = type === "tcp" ? net().createServer() : dgram().createSocket(family(host));
  const listening = once(socket, "listening");
  if ("listen" in socket) socket.listen({ host, port, exclusive: true });
  else socket.bind({ address: host, port, exclusive: true });
  try {
    await listening;
  } catch (error) {
    if (hasCode(error, "EADDRINUSE")) return false;
    // Any other obstacle is for systemd to judge, which may be root, and may listen on addresses to come.
    if (error instanceof Error && "syscall" in error) return true;
    throw error;
  }
  const closed = once(socket, "close");
  socket.close();
  await closed;
  return true;
}

function family(host: string): "udp4" | "udp6" {
  return host.includes(":") ? "udp6" : "udp4";
}

function requireUsablePath(address: PathAddress): void {
  const { path } = address;
  const folder = nearestFolder(dirname(path));
  const problem = problemWith(folder);
  if (problem) throw unusable(path, `${folder} ${problem}`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw unusable(path, "the file there is not a socket; remove it, or choose another path");
  }
  requireUnheld(address, findBoundUnix(path));
}

function requireUnheld(address: Address, inode: string | undefined): void {
  if (inode === undefined) return;
  const owner = findSocketOwner(inode);
  const holder = owner ? named(owner) : "another program";
  throw new RouseError("ADDRESS_TAKEN", { address: formatBareAddress(address), holder });
}

/** systemd makes the folders that are missing. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

function problemWith(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return "is not a folder";
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (hasCode(error, "EROFS")) return "is on a file system that is read-only";
    if (hasCode(error, "EACCES")) return "is a folder that you may not write to";
    throw error;
  }
}

function unusable(path: string, problem: string): RouseError {
  return new RouseError("SOCKET_PATH_UNUSABLE", { path, problem });
}

function named({ pid, name }: { pid: number; name: string }): string {
  return `process ${pid} (${name})`;
}
