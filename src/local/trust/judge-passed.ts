import { dirname } from "node:path";
import type { PassedSocket } from "../../listen/passed-socket.js";
import { formatMode, lstat } from "../../sys/folders/file-status.js";
import { findFolderProblem } from "../../sys/folders/trusted-folder.js";
import { formatSocketAddress } from "../../sys/sockaddr/socket-address.js";
import { findOtherListener } from "../../sys/sockets/unix-socket.js";
import { longestPathBytes } from "../endpoint/default-socket-path.js";
import { loopbackAddress } from "../endpoint/loopback.js";

/**
 * Returns why a passed socket is refused; undefined when only its owner can reach the daemon there. Each rung may
 * refuse, and whatever cannot be determined is refused.
 * @throws NATIVE_MISSING for a unix socket
 */
export function judgePassed(passed: PassedSocket): string | undefined {
  return (
    findKindProblem(passed) ??
    findTypeProblem(passed) ??
    findStateProblem(passed) ??
    findNetworkProblem(passed) ??
    findNameProblem(passed) ??
    findFileProblem(passed) ??
    findParentProblem(passed) ??
    findReplacement(passed)
  );
}

function findKindProblem({ kind }: PassedSocket): string | undefined {
  return kind === "socket" ? undefined : `expected a listening socket, got a ${kind}`;
}

/** IPPROTO_TCP and IPPROTO_MPTCP. */
const tcpProtocols = [6, 262];

function findTypeProblem({ family, type, protocol }: PassedSocket): string | undefined {
  if (family === undefined || type === undefined) return "the kernel does not say what it is";
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
  if (address === undefined || !("host" in address)) return "its address is unknown";
  if (loopbackAddress(address.host) !== undefined) return undefined;
  const { port } = address;
  return (
    `other machines may reach it at ${formatSocketAddress(address)}; a local daemon takes loopback ` +
    `only: ListenStream=127.0.0.1:${port}, ListenStream=[::1]:${port} or a path`
  );
}

function findNameProblem({ family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  if (address === undefined) return "it has no name that a client could connect to";
  if ("abstract" in address) {
    return (
      `its name ${formatSocketAddress(address)} is abstract, so that every user may connect to it; use ` +
      "ListenStream= with a path, as in ListenStream=%t/NAME/daemon.sock"
    );
  }
  const { path } = pathOf({ address });
  if (!path.startsWith("/")) return `its path '${path}' is not absolute`;
  return Buffer.byteLength(path) <= longestPathBytes
    ? undefined
    : `its path '${path}' is longer than ${longestPathBytes} bytes, and not every client can connect to it`;
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
    : `'${path}' has the mode ${formatMode(file)}, which lets others in; set SocketMode=0600`;
}

function findParentProblem({ family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  const problem = findFolderProblem(dirname(pathOf({ address }).path));
  return problem && `${problem}; make it ours or root's and set DirectoryMode=0700`;
}

/** The file of this socket may be gone, and that of another server may lie in its place. */
function findReplacement({ fd, family, address }: PassedSocket): string | undefined {
  if (family !== "unix") return undefined;
  const { path } = pathOf({ address });
  const other = findOtherListener(fd, path);
  return (
    other &&
    `the file at '${path}' does not belong to this socket (${other}); restart the socket unit`
  );
}

function pathOf({ address }: Pick<PassedSocket, "address">): { path: string } {
  return address !== undefined && "path" in address ? address : { path: "" };
}
