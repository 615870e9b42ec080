import { timingSafeEqual } from "node:crypto";
import { loopbackAddress } from "../endpoint/loopback.js";

/** What a request has to match: on TCP the address where it arrived, as loopbackAddress spells it, and the token. */
export type RequestRules =
  | { readonly network: "unix" }
  | {
      readonly network: "tcp";
      readonly host: string;
      readonly port: number;
      readonly token: string;
    };

/** The part of an IncomingMessage that is judged. `rawHeaders` keeps the duplicates that `headers` drops. */
interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
}

/** What is wrong with a request: its kind is one of RefusalKind. */
interface RefusedRequest {
  readonly kind: "target" | "host" | "site" | "token";
  readonly reason: string;
}

/**
 * Returns why a request is refused; undefined when it may go on to the daemon. A page in a browser gives itself away
 * by headers that it cannot leave out: the host that it believes to talk to (DNS rebinding), and the site that it
 * comes from, which may also be another port of this machine. A header that comes twice or cannot be read is refused.
 */
export function judgeRequest(head: RequestHead, rules: RequestRules): RefusedRequest | undefined {
  return (
    judgeTarget(head) ??
    judgeHost(head, rules) ??
    judgeFetchSite(head) ??
    judgeOrigin(head) ??
    judgeReferer(head) ??
    judgeToken(head, rules)
  );
}

/** A server has to ignore Host when the target is absolute (RFC 9112, 3.2.2), as targets for proxies are. */
function judgeTarget({ method, url = "" }: RequestHead): RefusedRequest | undefined {
  if (method === "CONNECT") return refuse("target", "CONNECT asks for a proxy, and this is none");
  if (url.startsWith("/") || (method === "OPTIONS" && url === "*")) return undefined;
  return refuse(
    "target",
    `the target '${url}' does not begin with /; only a proxy takes such a target`,
  );
}

function judgeHost(head: RequestHead, rules: RequestRules): RefusedRequest | undefined {
  const [host = "", ...more] = valuesOf(head, "host");
  if (more.length > 0) return refuse("host", "the request has several Host headers");
  const fitting = rules.network === "unix" ? isUnixHost(host) : isOurHost(host, rules);
  return fitting
    ? undefined
    : refuse("host", `the request is for the host '${host}', which is not this daemon's`);
}

/** Clients of a path have no host to name: node:http and curl send `localhost`, others an empty one. */
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
function judgeFetchSite(head: RequestHead): RefusedRequest | undefined {
  const sites = valuesOf(head, "sec-fetch-site");
  const foreign = sites.find((site) => site !== "same-origin" && site !== "none");
  if (foreign === undefined) return undefined;
  return refuse("site", `a browser sent the request for another site (Sec-Fetch-Site: ${foreign})`);
}

function judgeOrigin(head: RequestHead): RefusedRequest | undefined {
  const origins = valuesOf(head, "origin");
  const foreign = origins.find((origin) => origin.toLowerCase() !== ownOrigin(head));
  if (foreign === undefined) return undefined;
  return refuse("site", `the request comes from another origin (Origin: ${foreign})`);
}

function judgeReferer(head: RequestHead): RefusedRequest | undefined {
  const foreign = valuesOf(head, "referer").find(
    (referer) => originOf(referer) !== ownOrigin(head),
  );
  if (foreign === undefined) return undefined;
  return refuse("site", `the request comes from another page (Referer: ${foreign})`);
}

/** The origin of the host that judgeHost accepted. */
function ownOrigin(head: RequestHead): string | undefined {
  const [host = ""] = valuesOf(head, "host");
  return host === "" ? undefined : originOf(`http://${host}/`);
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : "";
}

function judgeToken(head: RequestHead, rules: RequestRules): RefusedRequest | undefined {
  if (rules.network === "unix") return undefined;
  const [given, ...more] = valuesOf(head, "authorization");
  if (given === undefined) return refuse("token", "the request has no Authorization: Bearer TOKEN");
  if (more.length > 0) return refuse("token", "the request has several Authorization headers");
  const [, token = ""] = given.match(/^Bearer +(\S+)$/i) ?? [];
  return isSameToken(token, rules.token)
    ? undefined
    : refuse("token", "the token of the request is not the one of this start");
}

/** Takes a time that does not depend on where they differ. The length is no secret: every token has the same. */
function isSameToken(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function valuesOf({ rawHeaders }: RequestHead, name: string): string[] {
  return rawHeaders.filter((_, index) => {
    return index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name;
  });
}

function refuse(kind: RefusedRequest["kind"], reason: string): RefusedRequest {
  return { kind, reason };
}
