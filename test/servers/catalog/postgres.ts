import { other, samePort, tcp, unix } from "../places.js";
import { pgCtl, postgres, postgresBin, recoveringPostgres } from "../postgres.js";
import type { Server } from "../server.js";
import { askPostgres, askPostgresOnce, startingUp } from "../wire/postgres.js";

export default {
  name: "PostgreSQL",
  package: "postgresql",
  version: `${postgresBin}/postgres --version`,
  needs: ["setpriv"],
  asRoot: true,
  // It knows one port for all its addresses.
  passed: [
    [tcp()],
    [other(), tcp("127.0.0.1", "0.0.0.0")],
    [unix(".s.PGSQL.5432")],
    [other(), tcp("[::1]"), samePort(tcp())],
  ],
  command: postgres,
  ask: askPostgres,
  asDaemon: pgCtl,
  early: {
    says: startingUp,
    checks: {
      tcp: ['exec:pg_isready -q -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT"', "notify"],
      unix: ['exec:pg_isready -q -h "$(dirname "$ROUSE_CHECK_ADDRESS")"', "notify"],
    },
    command: recoveringPostgres,
    ask: askPostgresOnce,
  },
} satisfies Server;
