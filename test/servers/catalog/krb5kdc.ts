import { execFileSync } from "node:child_process";
import { programPath } from "../../harness/servers.js";
import { other, samePort, tcp, udp } from "../places.js";
import { type Asked, type Server, without } from "../server.js";
import { askKerberos, realm } from "../wire/kerberos.js";

const listOf = (asked: readonly Asked[], kind: Asked["kind"]) => {
  const addresses = asked.filter((one) => one.kind === kind).map(({ address }) => address);
  return `"${addresses.join(" ")}"`;
};

export default {
  name: "MIT Kerberos krb5kdc",
  package: "krb5-kdc",
  version: "dpkg-query --show krb5-kdc",
  needs: ["krb5kdc", "kdb5_util"],
  passed: [
    [tcp(), samePort(udp())],
    [other(), udp(), samePort(tcp()), tcp("[::1]"), samePort(udp("[::1]"))],
  ],
  cannot: { unix: "takes no path" },
  note: "with two workers",
  command({ folder, asked, write }) {
    const kdc = write("kdc.conf", [
      `[kdcdefaults]\nkdc_listen = ${listOf(asked, "udp")}\nkdc_tcp_listen = ${listOf(asked, "tcp")}`,
      `[realms]\n${realm} = {\ndatabase_name = ${folder}/principal`,
      `key_stash_file = ${folder}/stash\nacl_file = ${folder}/acl\n}`,
      "[logging]\nkdc = STDERR",
    ]);
    const krb5 = write("krb5.conf", `[libdefaults]\ndefault_realm = ${realm}`);
    const env = { KRB5_CONFIG: krb5, KRB5_KDC_PROFILE: kdc };
    const create = ["-r", realm, "-P", "password", "create", "-s"];
    execFileSync(programPath("kdb5_util"), create, { env, stdio: "pipe" });
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return ["env", ...settings, "krb5kdc", "-n", "-w", "2", "-P", `${folder}/pid`];
  },
  ask: askKerberos,
  hidesClients: true,
  asDaemon: without("-n"),
} satisfies Server;
