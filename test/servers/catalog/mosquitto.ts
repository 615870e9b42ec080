import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "Mosquitto",
  package: "mosquitto",
  version: "mosquitto -h",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ asked, write }) {
    const listeners = asked.map(({ kind, address, host, port }) => {
      return `listener ${kind === "unix" ? `0 ${address}` : `${port} ${host}`}`;
    });
    const lines = ["allow_anonymous true", "persistence false", ...listeners];
    return ["mosquitto", "-c", write("mosquitto.conf", lines)];
  },
  // CONNECT with a clean session and no name, and PINGREQ; it answers CONNACK, and PINGRESP to who is connected.
  ask: askFor("\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0\xc0\0", /^ [\s\S]{3}\xd0/),
  hidesClients: true,
} satisfies Server;
