import type { Protocol, Says } from "./protocol.js";

/** In the order in which one is preferred as a check. */
const paths = ["/health", "/healthz", "/ready", "/-/ready", "/"];

export const http: Protocol = {
  name: "http",
  closes: true,
  questions: (host) =>
    paths.map((path) => ({ asked: `GET ${path}`, bytes: Buffer.from(requestOf(path, host)) })),
  read(bytes) {
    const status = statusOf(bytes.toString("latin1"));
    return status === undefined ? undefined : { answer: String(status), says: judge(status) };
  },
};

/** The request that rouse-exec makes for a check: its gate/checks.c. */
function requestOf(path: string, host: string): string {
  const lines = [`Host: ${host}`, "User-Agent: rouse", "Accept: */*", "Connection: close"];
  return [`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

/** Answers like 103 Early Hints come before the one that counts. */
function statusOf(text: string): number | undefined {
  const [, digits] = /^HTTP\/1\.\d (\d{3})/.exec(text) ?? [];
  if (digits === undefined || Number(digits) >= 200) return (digits && Number(digits)) || undefined;
  const end = text.indexOf("\r\n\r\n");
  return end === -1 ? undefined : statusOf(text.slice(end + 4));
}

function judge(status: number): Says {
  if (status < 400) return "ready";
  return status === 503 ? "loading" : "failing";
}
