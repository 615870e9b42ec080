import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { askWithKey, key } from "../wire/tls.js";

export default {
  name: "stunnel",
  package: "stunnel4",
  version: "stunnel4 -version",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ asked, write }) {
    const keys = write("keys", `${key.name}:${key.hex}`, 0o600);
    const services = asked.map(({ address }, index) => {
      const facts = `{"address":"${address}","peer":"$REMOTE_HOST"}`;
      const script = write(`answer${index}`, ["#!/bin/sh", `cat <<END\n${facts}\nEND`], 0o755);
      const accept = address.replace(/[[\]]/g, "");
      return `[s${index}]\naccept = ${accept}\nexec = ${script}\nciphers = PSK\nPSKsecrets = ${keys}`;
    });
    const global = ["foreground = yes", "pid =", "socket = l:TCP_NODELAY=1"];
    return ["stunnel4", write("stunnel.conf", [...global, ...services])];
  },
  ask: askWithKey,
  hidesClients: true,
} satisfies Server;
