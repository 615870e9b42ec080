/** None of these keys may be given. */
type Without<K extends string> = { readonly [Key in K]?: never };

/** One message can say that we stop, or that we are ready or reload; both together is a reload that is over. */
type Phase =
  | ({ readonly stopping: true } & Without<"ready" | "reloading">)
  | ({
      /** READY=1: the start, or a reload, is over. */
      readonly ready?: true;
      /** RELOADING=1 with MONOTONIC_USEC, the time at which the message was written. */
      readonly reloading?: true;
    } & Without<"stopping">);

interface MainProcess {
  /** MAINPID: a process of this service; that of another only root may name. */
  readonly mainPid?: number;
}

/** MAINPIDFDID (systemd 257): the inode of its pidfd, which tells mainPid from a later one with this number. */
type MainProcessId =
  | Without<"mainPidfdId">
  | { readonly mainPid: number; readonly mainPidfdId: bigint };

type Store = {
  /** FDSTORE=1: descriptors for the service manager to keep; 1 to 253. */
  readonly fdStore: readonly number[];
  /** FDNAME: at most 255 of the printable ASCII characters but `:`. Without it the name is `stored`. */
  readonly fdName?: string;
  /** FDPOLL=0 when false: keep even a descriptor whose other end has hung up. */
  readonly fdPoll?: boolean;
} & Without<"fdStoreRemove" | "mainPidfd">;

type Remove = {
  /** FDSTOREREMOVE=1: forget all descriptors of this name. */
  readonly fdStoreRemove: true;
  readonly fdName: string;
} & Without<"fdStore" | "fdPoll" | "mainPidfd">;

type NamePidfd = {
  /** MAINPIDFD=1 (systemd 257) with this descriptor, a pidfd; it outranks mainPid. */
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
  /** ERRNO: a number of errno(3), 0 to 4095, or its name. */
  readonly errno?: number | string;
  /** BUSERROR: a D-Bus error name; empty clears it. */
  readonly busError?: string;
  /** VARLINKERROR (systemd 257): a Varlink error name; empty clears it. */
  readonly varlinkError?: string;
  /** WATCHDOG=1, we are well; WATCHDOG=trigger, act as if we were not. */
  readonly watchdog?: "ping" | "trigger";
  /** WATCHDOG_USEC: another WatchdogSec= from now on, in microseconds; 0 ends the watch. */
  readonly watchdogUsec?: number | bigint;
  /** EXTEND_TIMEOUT_USEC: this many microseconds more to start, run or stop; say it again before they are over. */
  readonly extendTimeoutUsec?: number | bigint;
  /** NOTIFYACCESS (systemd 254): another NotifyAccess= until this service ends. */
  readonly notifyAccess?: "none" | "main" | "exec" | "all";
  /** EXIT_STATUS (systemd 254): of a container or virtual machine; not read from services. */
  readonly exitStatus?: number;
  /** RESTART_RESET=1 (systemd 258): forget how often we were restarted. */
  readonly restartReset?: true;
  /** Assignments of your own, which service managers ignore. */
  readonly [name: `X_${string}`]: string;
}

type Statement = Plain & Phase & MainProcess & MainProcessId & Carried & Without<"barrier">;

type StatementKeys =
  | ("stopping" | "ready" | "reloading" | "mainPid" | "mainPidfdId" | "mainPidfd")
  | ("fdStore" | "fdStoreRemove" | "fdName" | "fdPoll")
  | Exclude<keyof Plain, `X_${string}`>;

/** BARRIER=1 (systemd 246) travels alone, with the write end of a pipe; `barrier()` does all of it. */
type Barrier = { readonly barrier: number } & Without<StatementKeys>;

/** Every assignment of sd_notify(3). Each key is one; those that exclude each other do so here, too. */
export type Assignments = Statement | Barrier;
