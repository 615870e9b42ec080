import { other, udp } from "../places.js";
import type { Server } from "../server.js";
import { exchangeDatagrams } from "../wire/datagram.js";

const minetest = "/usr/lib/minetest/minetestserver";

/** An empty packet of a client that has no number yet; in the server's first packet, 65500, it is given one. */
const empty = "OEt\x03\0\0\0\x01";
const numbered = /^OEt[\s\S]{5}\xff\xdc\0[\s\S]{3}$/;

export default {
  name: "Minetest",
  package: "minetest-server",
  version: `${minetest} --version`,
  passed: [[udp()], [udp("[::ffff:127.0.0.1]", "[::]")], [other(udp()), udp("[::]")]],
  cannot: {
    "one TCP": "it speaks UDP only",
    "several TCP": "it speaks UDP only",
    unix: "it speaks UDP only",
  },
  note: "with `ipv6_server` it wants an IPv6 socket: `udp:[::]:P`, or `udp:[::ffff:127.0.0.1]:P`",
  command({ folder, first, write }) {
    const { host, port } = first;
    const configuration = write("minetest.conf", [
      `bind_address = ${host}`,
      `ipv6_server = ${host.includes(":")}`,
      "mg_name = singlenode",
    ]);
    const world = ["--world", `${folder}/world`, "--gameid", "devtest"];
    const where = ["--config", configuration, "--logfile", "", "--port", port];
    return ["env", `HOME=${folder}`, minetest, ...where, ...world];
  },
  async ask(address) {
    await exchangeDatagrams(address, empty, numbered);
    return {};
  },
} satisfies Server;
