/** What a daemon of rouse/local answers to `GET /.well-known/rouse-daemon`. */
export interface DaemonIdentity {
  readonly service: string;
  readonly version: string;
  readonly pid: number;
}

/** The path of a well-known URI (RFC 8615). */
export const identityPath = "/.well-known/rouse-daemon";
