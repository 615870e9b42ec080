/** An address as rouse-exec writes it, in the form Node takes: `127.0.0.1:80`, `[::1]:80` or `/path`. */
export type Address = { host: string; port: number } | { path: string };

export function parseAddress(text: string): Address {
  if (text.startsWith("/")) return { path: text };
  const [, six, four, port] = text.match(/^(?:\[(.+)\]|([^:]+)):(\d+)$/) ?? [];
  const host = six ?? four;
  if (host === undefined) throw new Error(`expected HOST:PORT, [HOST]:PORT or /path, got ${text}`);
  return { host, port: Number(port) };
}
