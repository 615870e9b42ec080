import { quote } from "./quote.js";

/** Errors about a daemon for its owner only, and its clients. */
export const localDaemonErrors = {
  ENDPOINT_MALFORMED: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `cannot read the endpoint ${quote(endpoint)}: ${problem}`,
  ENDPOINT_NOT_LOOPBACK: ({ endpoint, host }: { endpoint: string; host: string }) =>
    `cannot use the endpoint ${quote(endpoint)}: a local daemon listens on loopback hosts only, and ` +
    `${quote(host)} is not one; use 127.0.0.1, [::1] or a unix socket`,
  LOCAL_FOLDER_UNSAFE: ({ folder, problem }: { folder: string; problem: string }) =>
    `cannot keep a private socket in ${quote(folder)}: ${problem}; expected a folder that you own, ` +
    "with mode 0700, below folders that only you or root can write to",
  LOCAL_PATH_TAKEN: ({ path, problem }: { path: string; problem: string }) =>
    `cannot make the socket ${quote(path)}: ${problem}; it is left as it is: stop that server or ` +
    "socket unit, remove the file, or choose another path",
  LOCAL_ADDRESS_TAKEN: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `cannot listen on ${endpoint}: ${problem}; stop the server that uses it, or choose another endpoint`,
  LOCAL_SOCKET_REFUSED: ({ fd, name, problem }: { fd: number; name: string; problem: string }) =>
    `cannot serve on the passed socket ${quote(name)} (descriptor ${fd}): ${problem}`,
  LOCAL_SERVER_UNSUPPORTED: ({ got }: { got: string }) =>
    `cannot serve with ${got}: expected a server of node:http that does not listen yet, as ` +
    "http.createServer() returns it",
  LOCAL_PROBE_FAILED: ({ endpoint, problem }: { endpoint: string; problem: string }) =>
    `cannot reach this daemon at its own endpoint ${endpoint}, on which it listens: ${problem}`,
  LOCAL_ALREADY_RUNNING: ({
    service,
    pid,
    endpoint,
  }: {
    service: string;
    pid: number;
    endpoint: string;
  }) =>
    `cannot start the daemon ${quote(service)}: it is already running, as process ${pid} at ${endpoint}; use that ` +
    "one, or stop it first",
  LOCAL_NOT_ANSWERING: ({
    service,
    pid,
    endpoint,
  }: {
    service: string;
    pid: number;
    endpoint: string;
  }) =>
    `cannot start ${quote(service)}: process ${pid}, which serves it at ${endpoint}, is alive and does not answer; ` +
    "wait if it is only busy, stop it, or take over (serveLocal: takeOver; rouse daemon run: --take-over)",
  LOCAL_START_BUSY: ({
    service,
    holder,
    waitedMs,
  }: {
    service: string;
    holder: string;
    waitedMs: number;
  }) =>
    `cannot start ${quote(service)}: process ${holder} is starting it, and had not finished after ` +
    `${waitedMs} ms; check what that process is waiting for`,
  LOCAL_REQUEST_FAILED: ({
    endpoint,
    path,
    problem,
  }: {
    endpoint: string;
    path: string;
    problem: string;
    errno: string;
  }) =>
    `cannot ask ${endpoint} for ${quote(path)}: ${problem}; check whether the daemon is running there`,
  LOCAL_ANSWER_TOO_LONG: ({ endpoint, maxBytes }: { endpoint: string; maxBytes: number }) =>
    `cannot read the answer of ${endpoint}: it has more than ${maxBytes} bytes; is another server there?`,
};
