import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const facts = [
  "vcl 4.1;\nimport std;\nbackend default none;\nsub vcl_recv { return (synth(200)); }",
  'sub vcl_synth { set resp.body = {"{"address":""} + local.endpoint + {"","peer":""}',
  ' + regsub(remote.ip, ".*:.*", "[\\0]") + ":" + std.port(remote.ip) + {"""} + "}";',
  "return (deliver); }",
];

export default {
  name: "Varnish",
  package: "varnish",
  version: "varnishd -V",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ folder, asked, write }) {
    const sockets = asked.flatMap(({ address }) => ["-a", address]);
    const small = ["-T", "none", "-s", "malloc,4m", "-j", "none", "-p", "thread_pool_min=5"];
    return ["varnishd", "-F", "-n", folder, "-f", write("facts.vcl", facts), ...small, ...sockets];
  },
} satisfies Server;
