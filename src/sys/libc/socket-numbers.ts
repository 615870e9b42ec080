/** Numbers of <sys/socket.h>, the same on every Linux that Rouse is built for. AF_*: */
export const families = { unix: 1, inet: 2, inet6: 10, netlink: 16, vsock: 40 } as const;

/** SOCK_*: */
export const types = { stream: 1, dgram: 2, raw: 3, seqpacket: 5 } as const;

/** The families that have a name here; AF_*. */
export type SocketFamily = keyof typeof families;

/** SOCK_* by name. */
export type SockType = keyof typeof types;

/** Flags beside SOCK_*. */
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;

/** SO_*: the options of SOL_SOCKET that have an int as their value and are read. */
export const options = { type: 3, acceptsConnections: 30, protocol: 38, domain: 39 } as const;
export type SocketOption = keyof typeof options;
