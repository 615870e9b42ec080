/**
 * The address that a socket is bound or connected to. `host` is in the kernel's spelling and, for a link-local address,
 * followed by `%` and its interface; `abstract` is without the leading NUL.
 */
export type SocketAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  | { readonly abstract: string }
  | { readonly cid: number; readonly port: number };

/** Returns `127.0.0.1:80`, `[::1]:80`, `/path`, `@abstract` or `vsock:2:1024`. */
export function formatSocketAddress(address: SocketAddress): string {
  if ("path" in address) return address.path;
  if ("abstract" in address) return `@${address.abstract}`;
  if ("cid" in address) return `vsock:${address.cid}:${address.port}`;
  return formatHostPort(address.host, address.port);
}

/** Returns `127.0.0.1:80` or `[::1]:80`; `*` stands for every port. */
export function formatHostPort(host: string, port: number | "*"): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
