/**
 * Names what wakes a program with sockets of these types, and counts as use: "connection", "datagram", or "connection
 * or datagram".
 */
export function useOfSockets(
  sockets: readonly { type: string }[],
): "connection" | "datagram" | "connection or datagram" {
  const datagrams = sockets.filter(({ type }) => type === "udp" || type === "unix-dgram").length;
  if (datagrams === 0) return "connection";
  return datagrams === sockets.length ? "datagram" : "connection or datagram";
}
