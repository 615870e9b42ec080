import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.js";
import { parseAddress } from "../../src/address/parse-address.js";
import type { Bind } from "../../src/probe/binds.js";
import { findForegroundOption } from "../../src/probe/foreground-options.js";
import { findListenAddresses } from "../../src/probe/listen-addresses.js";
import { findPortName } from "../../src/probe/port-names.js";
import { suggestServiceName } from "../../src/probe/suggest-service-name.js";
import { tempDir } from "../harness/temp.js";

test.each([
  ["nginx -g 'daemon off;'", "nginx"],
  ["/usr/sbin/php-fpm8.2 -F", "php-fpm8.2"],
  ["python3 -m http.server 8080", "http.server"],
  ["/usr/bin/python3.11 -u ./app.py", "app"],
  ["python3 -c 'import x'", "python3"],
  ["python3 -Ic 'import os.path'", "python3"],
  ["node server.js", "server"],
  ["node -e 'require(http).createServer().listen(80)'", "node"],
  ["node --eval 'a.b'", "node"],
  ["node -r ./hook.js server.js", "hook"],
  ["bash -ec './a.sh'", "bash"],
  ["bash -e ./run.sh", "run"],
  ["perl -ne 'a.b'", "perl"],
  ["php -r 'a.b'", "php"],
  ["java -verbose -ea -jar shop.jar", "shop"],
  ["node /srv/shop/index.mjs --port 80", "index"],
  ["java -Xmx1g -jar target/shop-1.0.jar", "shop-1.0"],
  ["php -S 127.0.0.1:8000", "php"],
  ["sh -c 'exec x'", "sh"],
  ["/opt/Mein Dienst", "Mein-Dienst"],
  ["./köln", "k-ln"],
  ["/opt/--", "service"],
])("a service of %j is named %j", (line, name) => {
  const words = [...line.matchAll(/'([^']*)'|(\/opt\/.*)|(\S+)/g)];
  expect(suggestServiceName(words.map(([, a, b, c]) => a ?? b ?? c ?? ""))).toBe(name);
});

describe("the port names of services(5)", () => {
  const file = join(tempDir(), "services");
  writeFileSync(
    file,
    "# web 80/tcp\nhttp\t80/tcp\twww # x\nother 80/tcp\ndomain 53/udp\nx8 8080/tcp#y",
  );

  test.each([
    [80, "tcp", "http"],
    [80, "udp", undefined],
    [53, "udp", "domain"],
    [8080, "tcp", "x8"],
    [8, "tcp", undefined],
  ] as const)("%i/%s is %s", (port, type, name) => {
    expect(findPortName(port, type, file)).toBe(name);
  });

  test("are none where there is no file", () => {
    expect(findPortName(80, "tcp", "/nonexistent/services")).toBeUndefined();
  });
});

function bind(text: string, state: Bind["state"] = "listens"): Bind {
  const process = { pid: 1, name: "x" };
  const times = { boundAfterMs: 1, listenedAfterMs: 1 };
  const address = parseAddress(text);
  return {
    address,
    text,
    type: "",
    isIpv6Only: false,
    process,
    ...times,
    state,
    sockets: 1,
    holder: undefined,
  };
}

describe("sockets", () => {
  const addresses = (...texts: string[]) =>
    findListenAddresses(texts.map((text) => bind(text))).map(formatAddress);

  test("have no name when there is one", () => {
    expect(addresses("127.0.0.1:80")).toEqual(["127.0.0.1:80"]);
  });

  test("are named after their port or file, and told apart where that is not enough", () => {
    const all = [
      ...["0.0.0.0:80", "[::]:80", "0.0.0.0:53", "udp:0.0.0.0:53", "udp:[::]:53", "127.0.0.1:80"],
      ...["0.0.0.0:20007", "/run/x/web.sock", "unix-dgram:/run/y/web.socket", "@web", "/run/a b"],
    ];
    expect(addresses(...all)).toMatchInlineSnapshot(`
      [
        "0.0.0.0:80,name=http",
        "[::]:80,name=http-ipv6",
        "0.0.0.0:53,name=domain",
        "udp:0.0.0.0:53,name=domain-udp",
        "udp:[::]:53,name=domain-udp-ipv6",
        "127.0.0.1:80,name=http-ipv4",
        "0.0.0.0:20007,name=port-20007",
        "/run/x/web.sock,name=web",
        "unix-dgram:/run/y/web.socket,name=web-unix-dgram",
        "@web,name=web-unix",
        "/run/a b,name=a-b",
      ]
    `);
  });

  test("that no client can come to are left out, and those that are there twice", () => {
    const binds = [
      bind("127.0.0.1:1", "closed"),
      bind("/run/a"),
      bind("/run/a"),
      bind("@b", "idle"),
    ];
    expect(findListenAddresses(binds)).toEqual([{ type: "unix", path: "/run/a" }]);
  });
});

test.each([
  ["/usr/sbin/nginx", "with -g 'daemon off;'"],
  ["php-fpm8.2", "with -F"],
  ["memcached", "without -d"],
  ["/opt/own", undefined],
])("what keeps %s in the foreground", (program, way) => {
  expect(findForegroundOption(program)).toBe(way);
});
