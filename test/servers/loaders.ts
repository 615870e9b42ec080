import { apache } from "./apache.js";
import apacheServer from "./catalog/apache.js";
import go from "./catalog/go.js";
import gunicorn from "./catalog/gunicorn.js";
import haproxy from "./catalog/haproxy.js";
import java from "./catalog/java.js";
import mariadb from "./catalog/mariadb.js";
import nginxServer from "./catalog/nginx.js";
import node from "./catalog/node.js";
import nodeCluster from "./catalog/node-cluster.js";
import phpFpm from "./catalog/php-fpm.js";
import postgres from "./catalog/postgres.js";
import python from "./catalog/python.js";
import redis from "./catalog/redis.js";
import uvicorn from "./catalog/uvicorn.js";
import { nginx } from "./nginx.js";
import type { Early, Run, Server } from "./server.js";

/** A server that listens before it would answer properly. */
export interface Loader {
  name: string;
  server: Server;
  /** Values of --ready-check that keep its clients waiting. */
  checks: Early["checks"];
  /** `loaded`, also in its environment as LOADED, is the file that is there when it has loaded. */
  command(run: Run, loaded: string): readonly string[] | Promise<readonly string[]>;
  /** It has loaded after a second, and not when the file is there. */
  byItself?: boolean;
  ask?: Server["ask"];
}

export const loaders: readonly Loader[] = [
  ofCatalog(postgres, postgres.early),
  { ...ofCatalog(redis, redis.early), byItself: true },
  {
    name: "MariaDB with an init file",
    server: mariadb,
    checks: both("notify"),
    command: (run) => [
      ...mariadb.command(run),
      `--init-file=${run.write("init.sql", "DO SLEEP(1);")}`,
    ],
    byItself: true,
  },
  answers503(python),
  answers503(node),
  answers503(nodeCluster),
  answers503(go),
  answers503(java),
  answers503({
    ...gunicorn,
    name: "gunicorn with three workers",
    command: (run) => gunicorn.command(run).map((word) => word.replace("=1", "=3")),
  }),
  answers503({
    ...uvicorn,
    name: "Uvicorn with two workers",
    command: (run) => [...uvicorn.command(run), "--workers", "2"],
  }),
  asksForFile(nginxServer, (run, loaded) => nginx(run, { loaded })),
  asksForFile(apacheServer, (run, loaded) => apache(run, { loaded })),
  asksForFile({ ...apacheServer, name: "Apache httpd, prefork" }, (run, loaded) =>
    apache(run, { loaded, mpm: "prefork" }),
  ),
  onlyListens(phpFpm),
  onlyListens({
    ...haproxy,
    name: "HAProxy, master and worker",
    command: (run) => haproxy.command(run).map((word) => (word === "-db" ? "-W" : word)),
  }),
];

function ofCatalog(server: Server, { checks, command, ask }: Early): Loader {
  return { name: server.name, server, checks, command, ask };
}

function both(check: string): Early["checks"] {
  return { tcp: [check], unix: [check] };
}

/** An application that answers by 503 until the file is there. */
function answers503(server: Server): Loader {
  return { name: server.name, server, checks: both("http:/"), command: server.command };
}

/** The same by its configuration. */
function asksForFile(server: Server, command: Loader["command"]): Loader {
  return { name: server.name, server, checks: both("http:/"), command };
}

/** It would answer at once: its clients wait because the check says so. */
function onlyListens(server: Server): Loader {
  const { name, command } = server;
  return { name, server, command, checks: both("exec:test -e $LOADED") };
}
