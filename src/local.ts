export { defaultSocketPath } from "./local/default-path.js";
export { type Endpoint, formatEndpoint, parseEndpoint } from "./local/endpoint.js";
export { type FoundDaemon, findDaemon } from "./local/find-daemon.js";
export { isLoopback } from "./local/loopback.js";
export type { Predecessor } from "./local/predecessors.js";
export type { Refusal, RefusalKind } from "./local/refusal.js";
export { type LocalDaemon, type ServeLocalOptions, serveLocal } from "./local/serve-local.js";
export {
  type EndedDaemon,
  type RemainingDaemon,
  type StopOptions,
  type StopOutcome,
  type Successor,
  stopDaemon,
} from "./local/stop-daemon.js";
