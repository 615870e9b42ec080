// Compiled only, as a consumer of the package: what compiles, and what must not.
import {
  type Assignments,
  barrier,
  type memoryFile,
  notify,
  notifyRaw,
  onReload,
  ready,
  removeFds,
  status,
  storeFds,
  type WatchdogSkip,
  watchdog,
  type watchdogEnabled,
} from "rouse";
import { areTrue, type Equal } from "./equal.js";

export const messages: Assignments[] = [
  { ready: true, status: "serving", X_OWN: "yes" },
  { reloading: true, ready: true },
  { stopping: true, errno: "ENOENT", busError: "", varlinkError: "io.systemd.Error" },
  { mainPid: 7, mainPidfdId: 8n },
  { mainPidfd: 5, status: "elsewhere" },
  { watchdog: "trigger", watchdogUsec: 5n, extendTimeoutUsec: 5 },
  { fdStore: [3, 4], fdName: "web", fdPoll: false },
  { fdStoreRemove: true, fdName: "web" },
  { notifyAccess: "all", exitStatus: 3, restartReset: true },
  { barrier: 9 },
];

areTrue<
  [
    Equal<ReturnType<typeof notify>, Promise<boolean>>,
    Equal<ReturnType<typeof barrier>, Promise<boolean>>,
    Equal<ReturnType<typeof memoryFile>, number>,
    Equal<ReturnType<typeof watchdogEnabled>, bigint | undefined>,
    Equal<WatchdogSkip["reason"], "unhealthy" | "check-late" | "lag" | "not-sent">,
  ]
>(true, true, true, true, true);

export function whyLate(skip: WatchdogSkip): number {
  return skip.reason === "lag" ? skip.lagMs - skip.maxLagMs : 0;
}

export function wrong(): void {
  // @ts-expect-error READY=0 means nothing
  notify({ ready: false });
  // @ts-expect-error a service that stops is not ready
  notify({ stopping: true, ready: true });
  // @ts-expect-error a name of descriptors without descriptors
  notify({ fdName: "web" });
  // @ts-expect-error what is to be forgotten has a name
  notify({ fdStoreRemove: true });
  // @ts-expect-error the inode of a pidfd goes beside its pid
  notify({ mainPidfdId: 8n });
  // @ts-expect-error a barrier is alone
  notify({ barrier: 9, status: "" });
  // @ts-expect-error undefined is not the same as left out
  notify({ status: undefined });
  // @ts-expect-error an assignment that does not exist
  notify({ READY: "1" });
  // @ts-expect-error one of one's own is text
  notify({ X_OWN: 1 });
  // @ts-expect-error descriptors travel beside the text, not in it
  notifyRaw({ ready: true });
  // @ts-expect-error nor undefined instead of none
  notifyRaw("READY=1", { fds: undefined });
  // @ts-expect-error a list of descriptors
  storeFds(3);
  // @ts-expect-error names are text
  removeFds(3);
  // @ts-expect-error a status is text
  ready({ status: 3 });
  // @ts-expect-error and always there
  status();
  // @ts-expect-error there is no such signal
  onReload(() => undefined, { signal: "SIGRELOAD" });
  // @ts-expect-error a process id is a number
  ready({ pid: "7" });
  // @ts-expect-error nobody but the service manager enables it
  watchdog().isEnabled = true;
  // @ts-expect-error milliseconds
  barrier({ timeoutMs: "5s" });
}
