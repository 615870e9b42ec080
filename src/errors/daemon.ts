import { quote } from "./quote.js";

/** Errors about Rouse's own daemon, as its clients see it. */
export const daemonErrors = {
  DAEMON_NOT_RUNNING: (_: object) =>
    "the daemon of Rouse is not running: start it with `rouse daemon run`; docs/daemon.md says how systemd starts it " +
    "for its first client",
  DAEMON_NOT_STOPPED: ({ pid, why }: { pid: number; why: string }) =>
    `cannot stop the daemon of Rouse (process ${pid}): ${why}`,
  DAEMON_UNREACHABLE: ({ endpoint, reason }: { endpoint: string; reason: string }) =>
    `cannot reach the daemon of Rouse at ${quote(endpoint)}: ${reason}; \`rouse daemon status\` without --server ` +
    "finds the one that runs",
  DAEMON_REFUSED: ({
    endpoint,
    path,
    problem,
  }: {
    endpoint: string;
    path: string;
    problem: string;
  }) => `the daemon of Rouse at ${quote(endpoint)} refused ${path}: ${problem}`,
  DAEMON_ANSWER_MALFORMED: ({ endpoint, path }: { endpoint: string; path: string }) =>
    `cannot read the answer of ${quote(endpoint)} to ${path}: expected a document of the daemon of Rouse, version 1 ` +
    "of its interface; after an update, stop the old daemon with `rouse daemon stop`",
};
