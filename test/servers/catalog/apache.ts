import { other, tcp } from "../places.js";
import { type Server, without } from "../server.js";
import { factsPage } from "../ssi.js";

export default {
  name: "Apache httpd",
  package: "apache2",
  version: "apache2 -v",
  passed: [[tcp()], [other(), tcp(), tcp("127.0.0.1", "*"), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "its Listen takes no unix sockets" },
  command(run) {
    const { folder, asked, write } = run;
    const modules = ["mpm_event", "authz_core", "dir", "include"];
    const file = write("apache2.conf", [
      `ServerName test.invalid\nServerRoot ${folder}\nDefaultRuntimeDir ${folder}\nPidFile pid`,
      "ErrorLog error.log\nLogLevel notice\nUser nobody\nGroup nogroup\nKeepAlive Off\nStartServers 2",
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      "DirectoryIndex index.shtml\nSetOutputFilter INCLUDES",
      `<Directory ${folder}>\nOptions +Includes\n</Directory>`,
      ...asked.flatMap((place) => [
        `Listen ${place.host === "*" ? place.port : place.address}`,
        `<VirtualHost *:${place.port}>\nDocumentRoot ${factsPage(run, place)}\n</VirtualHost>`,
      ]),
    ]);
    return ["apache2", "-DFOREGROUND", "-f", file];
  },
  asDaemon: without("-DFOREGROUND"),
} satisfies Server;
