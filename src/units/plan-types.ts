import type { Address } from "../address/address.js";
import type { SocketMap } from "../address/socket-map.js";
import type { Guard, ReadyRule, Rules } from "../rouse-exec/command-line.js";

/** The service manager of this user or of the system: `systemctl --user`, `systemctl --system`. */
export type Scope = "user" | "system";

/** A unit as it will be on disk. */
export interface UnitFile {
  /** `web.socket`, `my\x20app.service` */
  name: string;
  text: string;
}

/** What is left to a service that is sandboxed. */
export interface Sandbox {
  network: boolean;
}

/** All that is known when the sockets of a service are written. */
export interface SocketPlan {
  /** As the user typed it: "web", "my app". */
  name: string;
  /** The name of its service unit without `.service`, where it was there before us: "postgresql@15-main". */
  stem?: string;
  scope: Scope;
  /** The version of the systemd that will read them, as `systemctl --version` numbers it: 252. */
  systemdVersion: number;
  addresses: readonly Address[];
  maps: readonly SocketMap[];
  ready?: ReadyRule | undefined;
  /** The user of a system service; root, or one made up by systemd when sandboxed, if left out. */
  runAs?: string;
}

/** All that is known when the units of a service are written; every path is absolute. */
export interface ServicePlan extends SocketPlan {
  /** Microseconds without a connection until the program is stopped; 0 and Infinity are never. */
  idle: number;
  rules?: Rules | undefined;
  rouseExec: string;
  withoutGuards?: readonly Guard[];
  /** The program and its arguments. */
  command: readonly string[];
  workingDirectory: string;
  environment: readonly (readonly [name: string, value: string])[];
  /** Takes from the server what it does not need once it has its socket; with `network` it keeps the network. */
  sandbox?: Sandbox;
  /** The shell line that makes these units again. */
  origin: string;
}
