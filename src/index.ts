export {
  type AbstractAddress,
  type Address,
  formatAddress,
  type InetAddress,
  type InetType,
  type PathAddress,
  type SocketType,
  type UnixType,
} from "./address/address.js";
export { type ParseAddressOptions, parseAddress } from "./address/parse-address.js";
export { formatMap, parseMap, type SocketMap } from "./address/socket-map.js";
export { type ErrorCode, errorCodes, RouseError } from "./errors/rouse-error.js";
export { exitWhenIdle, type IdleHandle, type IdleOptions } from "./idle/exit-when-idle.js";
export type { NeverReason } from "./idle/never-reason.js";
export type { IdleServer } from "./idle/watched-server.js";
export { type ConnectionOptions, connection, openFifo } from "./listen/accepted-connection.js";
export { booted } from "./listen/booted.js";
export type { Choice } from "./listen/choose-passed.js";
export type { Grammar } from "./listen/environment-number.js";
export { formatNames, parseNames } from "./listen/fd-names.js";
export { type HandOver, passedStdio } from "./listen/hand-over.js";
export { isFifo, isMq, isSpecial } from "./listen/is-file.js";
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
export { listen } from "./listen/listen.js";
export { type ListenFdsOptions, listenFds, listenFdsWithNames } from "./listen/listen-fds.js";
export type { DatagramListenOptions, Listening, ListenOptions } from "./listen/listen-options.js";
export type { PassedSocket } from "./listen/passed-socket.js";
export { type SocketInfo, socketInfo } from "./listen/socket-info.js";
export type { Assignments } from "./notify/assignments.js";
export { type BarrierOptions, barrier } from "./notify/barrier.js";
export { memoryFile, removeFds, type StoreOptions, storeFds } from "./notify/fd-store.js";
export {
  type NotifyOptions,
  notify,
  notifyRaw,
  type RawNotifyOptions,
} from "./notify/notify.js";
export { onReload, type ReloadHandle, type ReloadOptions } from "./notify/reload.js";
export {
  extendTimeout,
  mainPid,
  ready,
  reloading,
  type SayOptions,
  status,
  stopping,
} from "./notify/verbs.js";
export {
  type WatchdogHandle,
  type WatchdogOptions,
  type WatchdogSkip,
  watchdog,
} from "./notify/watchdog.js";
export { type WatchdogEnvironment, watchdogEnabled } from "./notify/watchdog-enabled.js";
export type { DescriptorKind } from "./sys/descriptors/descriptor.js";
export type { SocketFamily, SockType } from "./sys/libc/socket-numbers.js";
export { formatSocketAddress, type SocketAddress } from "./sys/sockaddr/socket-address.js";
export { formatSpan, parseSpan } from "./time/span.js";
