/** What the kernel tells of a socket. */
export interface SocketFacts {
  /** AF_*, SOCK_* and IPPROTO_* numbers. */
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly listening: boolean;
  /** As struct sockaddr. */
  readonly local: Buffer;
  readonly peer: Buffer | undefined;
  readonly cookie: bigint | undefined;
}
