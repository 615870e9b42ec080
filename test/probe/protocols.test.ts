import { describe, expect, test } from "vitest";
import { http } from "../../src/probe/answers/http.js";
import { mariadb } from "../../src/probe/answers/mariadb.js";
import { postgresql } from "../../src/probe/answers/postgresql.js";
import type { Protocol } from "../../src/probe/answers/protocol.js";
import { redis } from "../../src/probe/answers/redis.js";

/** A packet of MariaDB: three bytes of length, its number 0, and this. */
function packet(body: string): string {
  return `${String.fromCharCode(body.length, 0, 0, 0)}${body}`;
}

/** A message of PostgreSQL: its kind, four bytes of length, and this. */
function message(kind: string, body: string): string {
  return `${kind}\0\0\0${String.fromCharCode(body.length + 4)}${body}`;
}

const handshake = packet("\x0a5.5.5-10.11.4-MariaDB\0\x01\0\0\0salt");
const refusal = packet("\xff\x10\x04#08004Too many connections");
const starting = message("E", "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
const nobody = message("E", "SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry\0\0");

const rows: [Protocol, text: string, answer: string, says: string][] = [
  [http, "HTTP/1.1 200 OK\r\n", "200", "ready"],
  [http, "HTTP/1.0 302 Found\r\n", "302", "ready"],
  [http, "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 503 No\r\n", "503", "loading"],
  [http, "HTTP/1.1 404 Not Found\r\n", "404", "failing"],
  [http, "HTTP/1.1 500 Oh\r\n", "500", "failing"],
  [redis, "+PONG\r\n", "PONG", "ready"],
  [redis, "-NOAUTH Authentication required.\r\n", "NOAUTH", "ready"],
  [redis, "-LOADING Redis is loading the dataset in memory\r\n", "LOADING", "loading"],
  [redis, "-DENIED Redis is running in protected mode\r\n", "DENIED", "failing"],
  [mariadb, handshake, "a handshake", "ready"],
  [mariadb, refusal, "error 1040", "failing"],
  [postgresql, message("R", "\0\0\0\x0aSCRAM-SHA-256\0\0"), "a request to authenticate", "ready"],
  [postgresql, starting, "error 57P03", "loading"],
  [postgresql, nobody, "error 28000", "ready"],
];

test.each(rows)("$name: %j is read", ({ read }, text, answer, says) => {
  expect(read(Buffer.from(text, "latin1"))).toEqual({ answer, says });
});

describe("what has not come in whole, or is of another protocol, is read by none", () => {
  test.each([
    ...["", "H", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n", "+PONG", handshake.slice(0, -1), "R\0\0"],
    ...[
      starting.slice(0, -1),
      "220 ready\r\n",
      "SSH-2.0-OpenSSH_9.2\r\n",
      "\x15\x03\x01\0\x02\x02",
    ],
  ])("%j", (text) => {
    const bytes = Buffer.from(text, "latin1");
    const readers = [http, redis, mariadb, postgresql].filter(({ read }) => read(bytes));
    expect(readers.map(({ name }) => name)).toEqual([]);
  });
});

test.each(rows)("$name: %j is read by no other", (protocol, text) => {
  const bytes = Buffer.from(text, "latin1");
  const readers = [http, redis, mariadb, postgresql].filter(({ read }) => read(bytes));
  expect(readers).toEqual([protocol]);
});
