export { type ErrorCode, errorCodes, RouseError } from "./errors.js";
export {
  type AbstractAddress,
  type Address,
  formatAddress,
  type InetAddress,
  type InetType,
  type PathAddress,
  type SocketType,
  type UnixType,
} from "./exec/address.js";
export { formatMap, parseMap, type SocketMap } from "./exec/map.js";
export { type ParseAddressOptions, parseAddress } from "./exec/parse-address.js";
export { formatSpan, parseSpan } from "./exec/span.js";
export { booted, isFifo, isMq, isSpecial } from "./listen/is-file.js";
export {
  type InetQuestion,
  type InetTarget,
  isSocket,
  isSocketInet,
  isSocketSockaddr,
  isSocketUnix,
  type SocketQuestion,
  type UnixQuestion,
} from "./listen/is-socket.js";
export { type ListenFdsOptions, listenFds, listenFdsWithNames } from "./listen/listen-fds.js";
export { formatNames, parseNames } from "./listen/names.js";
export type { PassedSocket } from "./listen/passed-socket.js";
export { type SocketInfo, socketInfo } from "./listen/socket-info.js";
export type { DescriptorKind } from "./sys/descriptor.js";
export type { Grammar } from "./sys/number.js";
export {
  formatSocketAddress,
  type SocketAddress,
  type SocketFamily,
  type SockType,
} from "./sys/socket-address.js";
