import { quote } from "./quote.js";

/** Errors about messages to the service manager, and its watchdog. */
export const notifyErrors = {
  NOTIFY_SOCKET_MALFORMED: ({
    value,
    problem,
  }: {
    value: string;
    problem: string;
    errno: string;
  }) =>
    `cannot notify the service manager: NOTIFY_SOCKET is ${quote(value)}, ${problem}; expected ` +
    "/PATH, @NAME or vsock:CID:PORT, or no such variable where there is no service manager",
  NOTIFY_MALFORMED: ({
    assignment,
    problem,
  }: {
    assignment: string;
    problem: string;
    errno: string;
  }) => `cannot notify the service manager with ${assignment}: ${problem}`,
  NOTIFY_TOO_LONG: ({ bytes }: { bytes: number; errno: string }) =>
    `cannot notify the service manager: the message has ${bytes} bytes, and it silently drops messages of more ` +
    "than 4096; shorten STATUS, or send two messages",
  NOTIFY_TOO_MANY_FDS: ({ count }: { count: number; errno: string }) =>
    `cannot notify the service manager: ${count} descriptors were given, and the kernel takes at most 253 in ` +
    "one message; send several messages",
  NOTIFY_FAILED: ({ address, problem }: { address: string; problem: string; errno: string }) =>
    `cannot notify the service manager at ${quote(address)}: ${problem}`,
  NOTIFY_BARRIER_TIMEOUT: ({ timeoutMs }: { timeoutMs: number; errno: string }) =>
    `the service manager did not read our messages within ${timeoutMs} ms; give barrier() a longer ` +
    "`timeoutMs`, or check whether the service manager is stuck",
  WATCHDOG_MALFORMED: ({
    variable,
    value,
    expected,
  }: {
    variable: string;
    value: string;
    expected: string;
    errno: string;
  }) =>
    `cannot tell whether the service manager wants pings: expected ${variable} to be ${expected}, ` +
    `got ${quote(value)}; correct the program that starts this one`,
};
