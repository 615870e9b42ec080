import {
  choice,
  descriptorName,
  errorCode,
  flag,
  integer,
  line,
  plainAscii,
  unsigned,
  type Write,
} from "./values.js";

interface Row {
  name: string;
  write: Write;
}

/** The assignments of sd_notify(3), in their order in a message. */
export const rows: Record<string, Row> = {
  stopping: { name: "STOPPING", write: flag },
  reloading: { name: "RELOADING", write: flag },
  // After RELOADING: before systemd 253 the last of them wins, and both together mean a reload that is over.
  ready: { name: "READY", write: flag },
  status: { name: "STATUS", write: line },
  notifyAccess: {
    name: "NOTIFYACCESS",
    write: choice({ none: "none", main: "main", exec: "exec", all: "all" }),
  },
  errno: { name: "ERRNO", write: errorCode },
  busError: { name: "BUSERROR", write: plainAscii },
  varlinkError: { name: "VARLINKERROR", write: plainAscii },
  exitStatus: { name: "EXIT_STATUS", write: integer(0, 255) },
  mainPid: { name: "MAINPID", write: integer(1, 2 ** 31 - 1) },
  mainPidfdId: { name: "MAINPIDFDID", write: unsigned(1n) },
  watchdog: { name: "WATCHDOG", write: choice({ ping: "1", trigger: "trigger" }) },
  watchdogUsec: { name: "WATCHDOG_USEC", write: unsigned() },
  extendTimeoutUsec: { name: "EXTEND_TIMEOUT_USEC", write: unsigned(1n, 2n ** 64n - 2n) },
  restartReset: { name: "RESTART_RESET", write: flag },
  fdStoreRemove: { name: "FDSTOREREMOVE", write: flag },
  fdName: { name: "FDNAME", write: descriptorName },
};

/** The assignments whose value is a descriptor, or several. */
export const carriers: Record<string, string> = {
  fdStore: "FDSTORE",
  mainPidfd: "MAINPIDFD",
  barrier: "BARRIER",
};
