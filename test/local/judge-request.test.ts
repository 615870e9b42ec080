import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeRequest, type RequestRules } from "../../src/local/trust/judge-request.js";

const token = "T".repeat(43);
const unix: RequestRules = { network: "unix" };
const tcp: RequestRules = { network: "tcp", host: "127.0.0.1", port: 7373, token };
const tcp6: RequestRules = { network: "tcp", host: "::1", port: 7373, token };
const http: RequestRules = { network: "tcp", host: "127.0.0.1", port: 80, token };

type Pairs = [string, string][];

function judge(rules: RequestRules, headers: Pairs, method = "GET", url = "/") {
  const given: Pairs = rules.network === "tcp" ? [["Authorization", `Bearer ${token}`]] : [];
  const rawHeaders = [...headers, ...given].flat();
  return judgeRequest({ method, url, rawHeaders }, rules)?.kind ?? "allowed";
}

describe("Host", () => {
  test.each<[RequestRules, string]>([
    [tcp, "127.0.0.1:7373"],
    [tcp, "localhost:7373"],
    [tcp, "LOCALHOST:7373"],
    [tcp, "[::ffff:127.0.0.1]:7373"],
    [tcp6, "[::1]:7373"],
    [tcp6, "localhost:7373"],
    [http, "127.0.0.1"],
    [http, "127.0.0.1:80"],
    [unix, "localhost"],
    [unix, "localhost:80"],
    [unix, ""],
  ])("%j accepts %j", (rules, host) => {
    expect(judge(rules, [["Host", host]])).toBe("allowed");
  });

  test.each<[RequestRules, string]>([
    [tcp, ""],
    [tcp, "127.0.0.1"],
    [tcp, "127.0.0.1:7374"],
    [tcp, "127.0.0.1:07373"],
    [tcp, "127.0.0.2:7373"],
    [tcp, "[::1]:7373"],
    [tcp, "evil.com:7373"],
    [tcp, "localhost.evil.com:7373"],
    [tcp, "127.0.0.1.evil.com:7373"],
    [tcp, "127.0.0.1.:7373"],
    [tcp, "localhost.:7373"],
    [tcp, "user@127.0.0.1:7373"],
    [tcp, "127.0.0.1:7373@evil.com"],
    [tcp, "127.0.0.1:7373, evil.com"],
    [tcp, "127.1:7373"],
    [tcp, "2130706433:7373"],
    [tcp, "0x7f.1:7373"],
    [tcp, "0.0.0.0:7373"],
    [tcp, "[127.0.0.1]:7373"],
    [tcp6, "127.0.0.1:7373"],
    [tcp6, "[::1%25lo]:7373"],
    [tcp6, "::1:7373"],
    [http, "127.0.0.1:81"],
    [unix, "127.0.0.1"],
    [unix, "evil.com"],
    [unix, "localhost.evil.com"],
    [unix, "localhost:x"],
  ])("%j does not accept %j", (rules, host) => {
    expect(judge(rules, [["Host", host]])).toBe("host");
  });

  test("may be missing on a path, and not on a port", () => {
    expect(judge(tcp, [])).toBe("host");
    expect(judge(unix, [])).toBe("allowed");
  });

  test("may not come twice, in any spelling and order", () => {
    const ours: [string, string] = ["Host", "127.0.0.1:7373"];
    const other: [string, string] = ["hOST", "evil.com"];
    expect(judge(tcp, [ours, other])).toBe("host");
    expect(judge(tcp, [other, ours])).toBe("host");
    expect(judge(tcp, [ours, ours])).toBe("host");
  });

  test("may not name any domain", () => {
    fc.assert(
      fc.property(fc.domain(), fc.constantFrom("", ":7373", ":80"), (name, port) => {
        expect(judge(tcp, [["Host", name + port]])).toBe("host");
        expect(judge(unix, [["Host", name + port]])).toBe("host");
      }),
    );
  });
});

describe("where a request comes from", () => {
  const host: [string, string] = ["Host", "127.0.0.1:7373"];
  const local: [string, string] = ["Host", "localhost"];

  test.each<[RequestRules, Pairs]>([
    [tcp, [host, ["Sec-Fetch-Site", "same-origin"]]],
    [tcp, [host, ["Sec-Fetch-Site", "none"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1:7373"]]],
    [tcp, [host, ["Referer", "http://127.0.0.1:7373/page?x#y"]]],
    [
      tcp,
      [
        ["Host", "localhost:7373"],
        ["Origin", "http://localhost:7373"],
      ],
    ],
    [
      http,
      [
        ["Host", "127.0.0.1"],
        ["Origin", "http://127.0.0.1"],
      ],
    ],
    [
      tcp6,
      [
        ["Host", "[::1]:7373"],
        ["Origin", "http://[::1]:7373"],
      ],
    ],
    [unix, [local, ["Origin", "http://localhost"]]],
  ])("%j accepts %j", (rules, headers) => {
    expect(judge(rules, headers)).toBe("allowed");
  });

  test.each<[RequestRules, Pairs]>([
    [tcp, [host, ["Sec-Fetch-Site", "cross-site"]]],
    [tcp, [host, ["Sec-Fetch-Site", "same-site"]]],
    [tcp, [host, ["Sec-Fetch-Site", ""]]],
    [tcp, [host, ["Sec-Fetch-Site", "none"], ["Sec-Fetch-Site", "cross-site"]]],
    [tcp, [host, ["Origin", "null"]]],
    [tcp, [host, ["Origin", ""]]],
    [tcp, [host, ["Origin", "http://evil.com"]]],
    [tcp, [host, ["Origin", "https://127.0.0.1:7373"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1:7374"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1"]]],
    [tcp, [host, ["Origin", "http://localhost:7373"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1:7373.evil.com"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1:7373"], ["Origin", "http://evil.com"]]],
    [tcp, [host, ["Origin", "chrome-extension://abcdef"]]],
    [tcp, [host, ["Referer", "http://evil.com/"]]],
    [tcp, [host, ["Referer", "http://127.0.0.1:7373@evil.com/"]]],
    [tcp, [host, ["Referer", "http://evil.com/http://127.0.0.1:7373/"]]],
    [tcp, [host, ["Referer", "not a URL"]]],
    [tcp, [host, ["Referer", "about:blank"]]],
    [tcp, [host, ["Origin", "http://127.0.0.1:7373"], ["Referer", "http://evil.com/"]]],
    [unix, [local, ["Origin", "http://evil.com"]]],
    [
      unix,
      [
        ["Host", ""],
        ["Origin", "http://localhost"],
      ],
    ],
    [
      unix,
      [
        ["Host", ""],
        ["Origin", ""],
      ],
    ],
    [
      unix,
      [
        ["Host", ""],
        ["Referer", "nonsense"],
      ],
    ],
  ])("%j does not accept %j", (rules, headers) => {
    expect(judge(rules, headers)).toBe("site");
  });
});

describe("the target", () => {
  const host: Pairs = [["Host", "127.0.0.1:7373"]];

  test.each([
    ["CONNECT", "127.0.0.1:7373"],
    ["CONNECT", "/"],
    ["GET", "http://127.0.0.1:7373/"],
    ["GET", "http://evil.com/"],
    ["GET", "*"],
    ["GET", ""],
    ["OPTIONS", "**"],
  ])("%s %s is for a proxy or for nobody", (method, url) => {
    expect(judge(tcp, host, method, url)).toBe("target");
  });

  test.each([
    ["OPTIONS", "*"],
    ["GET", "//evil.com/"],
    ["POST", "/x"],
  ])("%s %s is ours", (method, url) => {
    expect(judge(tcp, host, method, url)).toBe("allowed");
  });
});

describe("the token", () => {
  const host = ["Host", "127.0.0.1:7373"];
  const ask = (...headers: string[]) =>
    judgeRequest({ method: "GET", url: "/", rawHeaders: [...host, ...headers] }, tcp)?.kind;

  test.each([
    [[]],
    [["Authorization", ""]],
    [["Authorization", "Bearer"]],
    [["Authorization", "Bearer "]],
    [["Authorization", token]],
    [["Authorization", `Basic ${token}`]],
    [["Authorization", `Bearer ${token}x`]],
    [["Authorization", `Bearer ${token.slice(1)}`]],
    [["Authorization", `Bearer ${token.toLowerCase()}`]],
    [["Authorization", `Bearer ${token} x`]],
    [["Authorization", `Bearer ${token}`, "Authorization", "Bearer x"]],
    [["X-Authorization", `Bearer ${token}`]],
    [["Cookie", `token=${token}`]],
  ])("is not %j", (headers) => {
    expect(ask(...headers)).toBe("token");
  });

  test("is the one of this start, and no other", () => {
    expect(ask("authorization", `Bearer ${token}`)).toBeUndefined();
    expect(ask("Authorization", `bearer ${token}`)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (other) => {
        fc.pre(other !== token);
        expect(ask("Authorization", `Bearer ${other}`)).toBe("token");
      }),
    );
  });

  test("is judged last, so that a page of another site does not learn whether it has the right one", () => {
    const rawHeaders = [...host, "Origin", "http://evil.com"];
    expect(judgeRequest({ method: "GET", url: "/", rawHeaders }, tcp)?.kind).toBe("site");
  });
});
