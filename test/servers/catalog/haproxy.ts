import { other, tcp, unix } from "../places.js";
import { type Server, without } from "../server.js";

export default {
  name: "HAProxy",
  package: "haproxy",
  version: "haproxy -v",
  passed: [
    [tcp()],
    [unix()],
    [other(), tcp(), unix(), tcp("[::1]"), tcp("127.0.0.1", "*"), tcp("0.0.0.0")],
  ],
  command({ asked, write }) {
    const frontends = asked.map(({ kind, address }, index) => {
      const client = address.startsWith("[") ? "[%ci]:%cp" : "%ci:%cp";
      const peer = kind === "unix" ? "" : `,"peer":"${client}"`;
      const facts = `{"address":"${address}","pid":%pid${peer}}`;
      const answer = `http-request return status 200 content-type text/plain lf-string '${facts}'`;
      return `frontend f${index}\nbind ${kind === "unix" ? "unix@" : ""}${address}\n${answer}`;
    });
    const defaults = ["defaults", "mode http", "timeout client 5s"];
    return ["haproxy", "-db", "-f", write("haproxy.cfg", [...defaults, ...frontends])];
  },
  asDaemon: (command) => [...without("-db")(command), "-D"],
} satisfies Server;
