import { lacking } from "../harness/servers.js";
import kamailio from "./catalog/kamailio.js";
import { reasonsAgainst } from "./matrix.js";
import { samePort, tcp, udp } from "./places.js";
import { startServer } from "./started.js";

const sleeps = 5;

/** It keeps one signal at a time: a SIGCHLD that comes after the stop signal takes its place. */
lacking(reasonsAgainst(kamailio)).test(
  "Kamailio is put to sleep with a short --stop-timeout, and woken again",
  async () => {
    // A datagram that has been read keeps nothing awake: its answer has to come in this time.
    const options = { options: ["--exit-idle-time=1s", "--stop-timeout=1s"] };
    const spots = [tcp(), samePort(udp())];
    const { service, asks } = await startServer(kamailio, spots, "--lazy", options);
    for (let wakes = 1; wakes <= sleeps; wakes++) {
      await Promise.all(asks.map((ask) => ask()));
      await service.reportWhere((report) => report.wakes >= wakes && report.state === "waiting");
    }
  },
);
