/** The properties of a socket, asked of the kernel by its descriptor or read in /proc/net. */
export interface SocketFacts {
  /** AF_*, SOCK_* and IPPROTO_* numbers. */
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly listening: boolean;
  /** A struct sockaddr. */
  readonly local: Buffer;
  readonly peer: Buffer | undefined;
  readonly cookie: bigint | undefined;
}
