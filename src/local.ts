export { defaultSocketPath } from "./local/default-path.js";
export { type Endpoint, formatEndpoint, parseEndpoint } from "./local/endpoint.js";
export { isLoopback } from "./local/loopback.js";
