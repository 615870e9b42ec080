export type { Refusal, RefusalKind } from "./local/admission/refusal.js";
export { type FoundDaemon, findDaemon } from "./local/client/find-daemon.js";
export {
  type EndedDaemon,
  type RemainingDaemon,
  type StopOptions,
  type StopOutcome,
  type Successor,
  stopDaemon,
} from "./local/client/stop-daemon.js";
export { defaultSocketPath } from "./local/endpoint/default-socket-path.js";
export { type Endpoint, formatEndpoint, parseEndpoint } from "./local/endpoint/endpoint.js";
export { isLoopback } from "./local/endpoint/loopback.js";
export { type LocalDaemon, type ServeLocalOptions, serveLocal } from "./local/serve-local.js";
export type { Predecessor } from "./local/start/predecessors.js";
