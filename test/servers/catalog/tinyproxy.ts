import { askForPage } from "../facts.js";
import { other, samePort, tcp } from "../places.js";
import { type Server, without } from "../server.js";

export default {
  name: "Tinyproxy",
  package: "tinyproxy",
  version: "tinyproxy -v",
  // It knows one port for all its addresses.
  passed: [[tcp()], [other(), tcp(), samePort(tcp("[::1]"))]],
  cannot: { unix: "its Listen takes IP addresses only" },
  command({ asked, write }) {
    const listen = asked.map(({ host }) => `Listen ${host}`);
    const lines = [`Port ${asked[0]?.port}`, ...listen, "Timeout 10", 'StatHost "facts.test"'];
    return ["tinyproxy", "-d", "-c", write("tinyproxy.conf", lines)];
  },
  ask: askForPage("http://facts.test/", "tinyproxy version"),
  hidesClients: true,
  asDaemon: without("-d"),
} satisfies Server;
