import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { factsPage } from "../ssi.js";

export default {
  name: "lighttpd",
  package: "lighttpd",
  version: "lighttpd -v",
  passed: [[tcp()], [unix()], [other(), tcp("[::1]"), unix(), tcp("127.0.0.1", "0.0.0.0"), tcp()]],
  command(run) {
    const [main, ...more] = run.asked.map((place) => ({ ...place, root: factsPage(run, place) }));
    const file = run.write("lighttpd.conf", [
      'server.modules = ("mod_ssi")',
      'ssi.extension = (".shtml")',
      'index-file.names = ("index.shtml")',
      `server.document-root = "${main?.root}"`,
      `server.bind = "${main?.host || main?.address}"\nserver.port = ${main?.port || 0}`,
      ...more.map(
        ({ address, root }) =>
          `$SERVER["socket"] == "${address}" { server.document-root = "${root}" }`,
      ),
    ]);
    return ["lighttpd", "-D", "-f", file];
  },
} satisfies Server;
