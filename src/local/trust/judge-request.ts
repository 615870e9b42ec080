import { timingSafeEqual } from "node:crypto";
import type { RefusalKind } from "../admission/refusal.js";
import { loopbackAddress } from "../endpoint/loopback.js";

/** Where the connection of a request arrived: `host` in the spelling of loopbackAddress. */
export type Arrival =
  | { readonly network: "unix" }
  | {
      readonly network: "tcp";
      readonly host: string;
      readonly port: number;
      readonly token: string;
    };

/** What of a request is looked at; of node:http's IncomingMessage, whose `headers` drop what comes twice. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
}

export interface Refused {
  readonly kind: RefusalKind;
  readonly reason: string;
}

/**
 * Why a request is refused; undefined when it may go on to the daemon. What a page in a browser cannot leave out
 * tells it apart: the name it believes to talk to (DNS rebinding), and where it comes from (another site, and
 * another port of this machine, too). What comes twice, or cannot be read, is no.
 */
export function judgeRequest(head: RequestHead, arrival: Arrival): Refused | undefined {
  return (
    judgeTarget(head) ??
    judgeHost(head, arrival) ??
    judgeFetchSite(head) ??
    judgeOrigin(head) ??
    judgeReferer(head) ??
    judgeToken(head, arrival)
  );
}

/** RFC 9112, 3.2: with an absolute target, which is for proxies, Host would not count. */
function judgeTarget({ method, url = "" }: RequestHead): Refused | undefined {
  if (method === "CONNECT") return refuse("target", "CONNECT asks for a proxy, and this is none");
  if (url.startsWith("/") || (method === "OPTIONS" && url === "*")) return undefined;
  return refuse("target", `the target '${url}' does not begin with /, as those for proxies do`);
}

function judgeHost(head: RequestHead, arrival: Arrival): Refused | undefined {
  const [host = "", ...more] = valuesOf(head, "host");
  if (more.length > 0) return refuse("host", "it has several Host headers");
  const fitting = arrival.network === "unix" ? isUnixHost(host) : isOurHost(host, arrival);
  return fitting ? undefined : refuse("host", `it is for the host '${host}', which is not ours`);
}

/** What clients say who have nothing to say: node:http and curl `localhost`, others nothing. */
function isUnixHost(host: string): boolean {
  return host === "" || /^localhost(:\d{1,5})?$/i.test(host);
}

function isOurHost(text: string, { host, port }: { host: string; port: number }): boolean {
  const [, bracketed, plain, digits = "80"] =
    text.match(/^(?:\[([\da-f:.]+)\]|([\da-z.]+))(?::(\d{1,5}))?$/i) ?? [];
  if (digits !== String(port)) return false;
  if (plain?.toLowerCase() === "localhost") return host === "127.0.0.1" || host === "::1";
  const isSpelledOut = (bracketed !== undefined) === (bracketed ?? plain ?? "").includes(":");
  return isSpelledOut && loopbackAddress(bracketed ?? plain ?? "") === host;
}

/** Fetch Metadata, which every browser sends since 2023. `same-site` is another port of this machine. */
function judgeFetchSite(head: RequestHead): Refused | undefined {
  const sites = valuesOf(head, "sec-fetch-site");
  const strange = sites.find((site) => site !== "same-origin" && site !== "none");
  if (strange === undefined) return undefined;
  return refuse("site", `a browser sent it for another site (Sec-Fetch-Site: ${strange})`);
}

function judgeOrigin(head: RequestHead): Refused | undefined {
  const origins = valuesOf(head, "origin");
  const strange = origins.find((origin) => origin.toLowerCase() !== ownOrigin(head));
  if (strange === undefined) return undefined;
  return refuse("site", `it comes from another origin (Origin: ${strange})`);
}

function judgeReferer(head: RequestHead): Refused | undefined {
  const strange = valuesOf(head, "referer").find(
    (referer) => originOf(referer) !== ownOrigin(head),
  );
  if (strange === undefined) return undefined;
  return refuse("site", `it comes from another page (Referer: ${strange})`);
}

/** As judgeHost let it through. */
function ownOrigin(head: RequestHead): string | undefined {
  const [host = ""] = valuesOf(head, "host");
  return host === "" ? undefined : originOf(`http://${host}/`);
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : "";
}

function judgeToken(head: RequestHead, arrival: Arrival): Refused | undefined {
  if (arrival.network === "unix") return undefined;
  const [given, ...more] = valuesOf(head, "authorization");
  if (given === undefined) return refuse("token", "it has no Authorization: Bearer TOKEN");
  if (more.length > 0) return refuse("token", "it has several Authorization headers");
  const [, token = ""] = given.match(/^Bearer +(\S+)$/i) ?? [];
  return isSame(token, arrival.token)
    ? undefined
    : refuse("token", "its token is not that of this start");
}

/** In a time that tells nothing of where they differ. Every token has the same, known length. */
function isSame(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function valuesOf({ rawHeaders }: RequestHead, name: string): string[] {
  return rawHeaders.filter((_, index) => {
    return index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name;
  });
}

function refuse(kind: RefusalKind, reason: string): Refused {
  return { kind, reason };
}
