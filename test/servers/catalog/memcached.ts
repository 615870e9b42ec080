import { other, samePort, tcp, udp, unix } from "../places.js";
import type { Server } from "../server.js";
import { exchangeDatagrams } from "../wire/datagram.js";
import { exchange } from "../wire/exchange.js";

export default {
  name: "memcached",
  package: "memcached",
  version: "memcached -V",
  passed: [
    [tcp()],
    [unix()],
    [tcp(), samePort(udp())],
    [other(), tcp(), tcp("[::1]"), tcp("0.0.0.0")],
  ],
  command({ first, asked }) {
    const memcached = ["memcached", "-u", "root"];
    if (first.kind === "unix") return [...memcached, "-s", first.address, "-a", "666"];
    const inet = [...new Set(asked.map(({ address }) => address))];
    const udpPort = asked.find(({ kind }) => kind === "udp")?.port ?? "0";
    return [...memcached, "-l", inet.join(), "-U", udpPort];
  },
  async ask(address, { from, kind }) {
    if (kind === "udp") {
      const frame = "\0\x01\0\0\0\x01\0\0";
      const [, pid] = await exchangeDatagrams(address, `${frame}stats\r\n`, /STAT pid (\d+)/);
      return { pid: Number(pid) };
    }
    const both = /STAT pid (\d+)[\s\S]*END[\s\S]*END/;
    const [text, pid] = await exchange(address, from, "stats\r\nstats conns\r\n", both);
    const [, peer] = text.match(new RegExp(`addr tcp6?:(\\S+:${from.localPort})`)) ?? [];
    return { pid: Number(pid), ...(peer && { peer }) };
  },
  asDaemon: (command) => [...command, "-d"],
} satisfies Server;
