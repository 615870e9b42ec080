import type { Run } from "./server.js";
import { factsPage } from "./ssi.js";

export interface ApacheSettings {
  mpm?: "event" | "prefork";
  /** A file: until it is there, the answer is 503. */
  loaded?: string;
}

/** The command line of an apache all of whose files are in a folder of its own. */
export function apache(run: Run, { mpm = "event", loaded }: ApacheSettings = {}): string[] {
  const { folder, asked, write } = run;
  const modules = [`mpm_${mpm}`, "authz_core", "dir", "include", "rewrite"];
  const loading =
    loaded && `RewriteEngine On\nRewriteCond ${loaded} !-f\nRewriteRule ^ - [R=503,L]`;
  const file = write("apache2.conf", [
    `ServerName test.invalid\nServerRoot ${folder}\nDefaultRuntimeDir ${folder}\nPidFile pid`,
    "ErrorLog error.log\nLogLevel notice\nUser nobody\nGroup nogroup\nKeepAlive Off\nStartServers 2",
    ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
    "DirectoryIndex index.shtml\nSetOutputFilter INCLUDES",
    `<Directory ${folder}>\nOptions +Includes\n</Directory>`,
    ...asked.flatMap((place) => [
      `Listen ${place.host === "*" ? place.port : place.address}`,
      `<VirtualHost *:${place.port}>\nDocumentRoot ${factsPage(run, place)}`,
      loading ?? "",
      "</VirtualHost>",
    ]),
  ]);
  return ["apache2", "-DFOREGROUND", "-f", file];
}
