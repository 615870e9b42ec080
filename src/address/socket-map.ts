import { RouseError } from "../errors/rouse-error.js";
import { formatHostPort } from "../sys/sockaddr/socket-address.js";
import { parseHost, parsePort, parseUnixName, splitHostPort } from "./parse-sockaddr.js";

/** A rule: a bind to `bind` is answered with the socket that is called `name`. */
export interface SocketMap {
  /** `*`, `*:PORT`, `ADDR:*`, `ADDR:PORT`, `/path` or `@abstract`. */
  bind: string;
  name: string;
}

/**
 * Reads `BIND=NAME`, divided at its last `=`: a path may well contain one, and a name seldom does.
 * @throws MAP_MALFORMED
 */
export function parseMap(map: string): SocketMap {
  const equals = map.lastIndexOf("=");
  const [bind, name] = [map.slice(0, equals), map.slice(equals + 1)];
  if (equals < 1 || name === "") {
    throw new RouseError("MAP_MALFORMED", { map, problem: "expected BIND=NAME, as in *:8080=web" });
  }
  try {
    return { bind: parseBind(bind, map), name };
  } catch (cause) {
    if (!(cause instanceof RouseError) || cause.code === "MAP_MALFORMED") throw cause;
    throw new RouseError("MAP_MALFORMED", { map, problem: cause.message }, { cause });
  }
}

/** Returns the text that parseMap reads as this map. */
export function formatMap({ bind, name }: SocketMap): string {
  return `${bind}=${name}`;
}

function parseBind(bind: string, map: string): string {
  if (bind === "*") return bind;
  if (/^[@/]/.test(bind)) {
    parseUnixName(bind, bind);
    return bind;
  }
  if (/^\d+$/.test(bind)) {
    const problem = `expected *:PORT, ADDR:PORT, a path or * as BIND; write *:${bind}`;
    throw new RouseError("MAP_MALFORMED", { map, problem });
  }
  const { host, port } = splitHostPort(bind, bind);
  if (host === "*") return `*:${parsePort(port, bind)}`;
  const parsedPort = port === "*" ? port : parsePort(port, bind);
  return formatHostPort(parseHost(host, bind, bind), parsedPort);
}
