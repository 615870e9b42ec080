import { readFileSync } from "node:fs";
import { program } from "../../harness/paths.js";
import { other, privileged, tcp } from "../places.js";
import { asNobody, type Server } from "../server.js";

/** Permits the ports to everybody, in a mount namespace of its own: the machine's /etc/authbind stays as it is. */
const permits = `mount -t tmpfs none /etc/authbind && mkdir /etc/authbind/byport
while [ "$1" != -- ]; do install --mode=755 /dev/null "/etc/authbind/byport/$1"; shift; done
shift && exec "$@"`;

export default {
  name: "authbind with python http.server",
  package: "authbind",
  version: "dpkg-query --show authbind",
  needs: ["authbind", "unshare", "setpriv"],
  asRoot: true,
  passed: [
    [privileged(tcp())],
    [other(), privileged(tcp()), privileged(tcp("[::1]")), privileged(tcp("0.0.0.0"))],
  ],
  cannot: { unix: "it is for ports below 512" },
  note: "a child binds for its parent; rouse-exec runs as root",
  command({ asked, write }) {
    const file = write("server.py", readFileSync(program("adopt-http.py"), "utf8"));
    const permitted = ["unshare", "--mount", "sh", "-ec", permits, "sh"];
    const server = ["python3", file, ...asked.map(({ address }) => address)];
    const ports = asked.map(({ port }) => port);
    return [...permitted, ...ports, "--", ...asNobody, "authbind", ...server];
  },
} satisfies Server;
