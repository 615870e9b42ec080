/** None of these keys may be given. */
type Without<K extends string> = { readonly [Key in K]?: never };

/** A message says that we stop, or that we are ready, or that we reload; the last two together end a reload. */
type Phase =
  | ({ readonly stopping: true } & Without<"ready" | "reloading">)
  | ({
      /** READY=1: the start, or a reload, is over. */
      readonly ready?: true;
      /** RELOADING=1 with MONOTONIC_USEC, the time at which the message was written. */
      readonly reloading?: true;
    } & Without<"stopping">);

interface MainProcess {
  /** MAINPID: a process of this service; only root may name a process of another. */
  readonly mainPid?: number;
}

/** MAINPIDFDID (systemd 257): the inode of its pidfd, which tells it from a later process with the same pid. */
type MainProcessId =
  | Without<"mainPidfdId">
  | { readonly mainPid: number; readonly mainPidfdId: bigint };

type Store = {
  /** FDSTORE=1: 1 to 253 descriptors that the service manager is to keep. */
  readonly fdStore: readonly number[];
  /** FDNAME: at most 255 printable ASCII characters except `:`. Without it the name is `stored`. */
  readonly fdName?: string;
  /** FDPOLL=0 when false: the service manager keeps even a descriptor whose other end has hung up. */
  readonly fdPoll?: boolean;
} & Without<"fdStoreRemove" | "mainPidfd">;

type Remove = {
  /** FDSTOREREMOVE=1: the service manager forgets all descriptors with this name. */
  readonly fdStoreRemove: true;
  readonly fdName: string;
} & Without<"fdStore" | "fdPoll" | "mainPidfd">;

type NamePidfd = {
  /** MAINPIDFD=1 (systemd 257) with this descriptor, a pidfd, which takes precedence over mainPid. */
  readonly mainPidfd: number;
} & Without<"fdStore" | "fdStoreRemove" | "fdName" | "fdPoll">;

/** A message carries descriptors for one purpose. */
type Carried =
  | Store
  | Remove
  | NamePidfd
  | Without<"fdStore" | "fdStoreRemove" | "fdName" | "fdPoll" | "mainPidfd">;

interface Plain {
  /** STATUS: one line for people; empty clears it. */
  readonly status?: string;
  /** ERRNO: a number of errno(3) from 0 to 4095, or its name. */
  readonly errno?: number | string;
  /** BUSERROR: a D-Bus error name; empty clears it. */
  readonly busError?: string;
  /** VARLINKERROR (systemd 257): a Varlink error name; empty clears it. */
  readonly varlinkError?: string;
  /** WATCHDOG=1: we are well. WATCHDOG=trigger: the service manager acts as if we were not. */
  readonly watchdog?: "ping" | "trigger";
  /** WATCHDOG_USEC: a new WatchdogSec= from now on, in microseconds; 0 switches the watchdog off. */
  readonly watchdogUsec?: number | bigint;
  /** EXTEND_TIMEOUT_USEC: this many more microseconds to start, run or stop; send it again before they are over. */
  readonly extendTimeoutUsec?: number | bigint;
  /** NOTIFYACCESS (systemd 254): a new NotifyAccess= until this service ends. */
  readonly notifyAccess?: "none" | "main" | "exec" | "all";
  /** EXIT_STATUS (systemd 254) of a container or virtual machine; it is not read from services. */
  readonly exitStatus?: number;
  /** RESTART_RESET=1 (systemd 258): the service manager forgets how often it restarted us. */
  readonly restartReset?: true;
  /** Your own assignments, which service managers ignore. */
  readonly [name: `X_${string}`]: string;
}

type Statement = Plain & Phase & MainProcess & MainProcessId & Carried & Without<"barrier">;

type StatementKeys =
  | ("stopping" | "ready" | "reloading" | "mainPid" | "mainPidfdId" | "mainPidfd")
  | ("fdStore" | "fdStoreRemove" | "fdName" | "fdPoll")
  | Exclude<keyof Plain, `X_${string}`>;

/** BARRIER=1 (systemd 246) is sent alone, with the write end of a pipe; `barrier()` does all of this. */
type Barrier = { readonly barrier: number } & Without<StatementKeys>;

/** The assignments of sd_notify(3), one per key. Those that exclude each other there do so in this type, too. */
export type Assignments = Statement | Barrier;
