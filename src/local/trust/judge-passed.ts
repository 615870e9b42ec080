import { dirname } from "node:path";
import { RouseError } from "../../errors/rouse-error.js";
import type { PassedSocket } from "../../listen/passed-socket.js";
import { formatSocketAddress } from "../../sys/sockaddr/socket-address.js";
import { findOtherListener } from "../../sys/sockets/unix-socket.js";
import type { Endpoint } from "../endpoint.js";
import { loopbackAddress } from "../loopback.js";
import { longestPathBytes } from "../socket-file/default-path.js";
import { findFolderProblem, lstat, octal } from "./trusted-folder.js";
import { allow, deny, type Verdict } from "./verdict.js";

/**
 * Whether a passed socket keeps the daemon to its owner: each rung may say no, and what cannot be told is no.
 * @throws NATIVE_MISSING for a unix socket
 */
export function judgePassed(passed: PassedSocket): Verdict {
  const problem =
    findKindProblem(passed) ??
    findTypeProblem(passed) ??
    findStateProblem(passed) ??
    findNetworkProblem(passed) ??
    findNameProblem(passed) ??
    findFileProblem(passed) ??
    findParentProblem(passed) ??
    findSwap(passed);
  return problem === undefined ? allow(`only its owner reaches ${place(passed)}`) : deny(problem);
}

/** How a client dials a socket that was allowed. @throws LOCAL_SOCKET_REFUSED for others */
export function endpointOf({ fd, name, address }: PassedSocket): Endpoint {
  if (address !== undefined && "path" in address) return { network: "unix", path: address.path };
  if (address !== undefined && "host" in address) {
    const host = loopbackAddress(address.host);
    if (host !== undefined) return { network: "tcp", host, port: address.port };
  }
  throw new RouseError("LOCAL_SOCKET_REFUSED", { fd, name, problem: "it cannot be dialled" });
}

function findKindProblem({ kind }: PassedSocket): string | undefined {
  return kind === "socket" ? undefined : `expected a listening socket, got a ${kind}`;
}

/** IPPROTO_TCP and IPPROTO_MPTCP. */
const tcpProtocols = [6, 262];

function findTypeProblem({ family, type, protocol }: PassedSocket): string | undefined {
  if (family === undefined || type === undefined) return "the kernel does not tell what it is";
  const isUnix = family === "unix";
  if (!isUnix && family !== "inet" && family !== "inet6") {
    return `it is a ${family} socket; use ListenStream= with 127.0.0.1:PORT or a path`;
  }
  if (type === "dgram") {
    return `it is a ${isUnix ? "unix datagram" : "UDP"} socket; use ListenStream=, not ListenDatagram=`;
  }
  if (type !== "stream") return `it is a ${family} ${type} socket; use ListenStream=`;
  if (isUnix || tcpProtocols.includes(protocol ?? -1)) return undefined;
  return `its protocol has the number ${protocol}, and HTTP needs TCP`;
}

function findStateProblem({ connected, listening }: PassedSocket): string | undefined {
  if (connected !== false) return "it is a connection; set Accept=no";
  return listening === true ? undefined : "nobody has called listen(2) on it";
}

function findNetworkProblem({ family, address }: PassedSocket): string | undefined {
  if (family === "unix") return undefined;
  if (address === undefined || !("host" in address)) return "its address cannot be told";
  if (loopbackAddress(address.host) !== undefined) return undefined;
  const { port } = address;
  return (
    `other machines may reach it at ${formatSocketAddress(address)}; a local daemon takes loopback ` +
    `only: ListenStream=127.0.0.1:${port}, ListenStream=[::1]:${port} or a path`
  );
}

function findNameProblem({ family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  if (address === undefined) return "it has no name that a client could dial";
  if ("abstract" in address) {
    return `its name ${formatSocketAddress(address)} is abstract, which every user may dial; use ListenStream= with a path, as in ListenStream=%t/NAME/daemon.sock`;
  }
  const { path } = pathOf({ address });
  if (!path.startsWith("/")) return `its path '${path}' is not absolute`;
  return Buffer.byteLength(path) <= longestPathBytes
    ? undefined
    : `its path '${path}' is longer than ${longestPathBytes} bytes, and not every client can dial it`;
}

function findFileProblem({ family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  const { path } = pathOf({ address });
  const file = lstat(path);
  if (file === undefined) return `there is no file at '${path}'`;
  if (!file.isSocket()) return `what lies at '${path}' is not a socket`;
  if (file.uid !== process.geteuid?.()) {
    return `'${path}' belongs to user ${file.uid}, and we are user ${process.geteuid?.()}; set SocketUser=`;
  }
  return (file.mode & 0o077) === 0
    ? undefined
    : `'${path}' has the mode ${octal(file)}, which lets others in; set SocketMode=0600`;
}

function findParentProblem({ family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  const problem = findFolderProblem(dirname(pathOf({ address }).path));
  return problem && `${problem}; let it be ours or root's and set DirectoryMode=0700`;
}

/** Its own file may be gone, and another server's may lie there. */
function findSwap({ fd, family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  const { path } = pathOf({ address });
  const other = findOtherListener(fd, path);
  return other && `the file at '${path}' is not this socket's (${other}); restart the socket unit`;
}

function pathOf({ address }: Pick<PassedSocket, "address">): { path: string } {
  return address !== undefined && "path" in address ? address : { path: "" };
}

function place({ address }: PassedSocket): string {
  return address === undefined ? "it" : formatSocketAddress(address);
}
