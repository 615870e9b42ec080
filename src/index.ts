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
