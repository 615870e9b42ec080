import { beforeAll, expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import go from "../servers/catalog/go.js";
import gunicorn from "../servers/catalog/gunicorn.js";
import haproxy from "../servers/catalog/haproxy.js";
import memcached from "../servers/catalog/memcached.js";
import nginx from "../servers/catalog/nginx.js";
import reuseport from "../servers/catalog/nginx-reuseport.js";
import node from "../servers/catalog/node.js";
import phpFpm, { phpFpmProgram } from "../servers/catalog/php-fpm.js";
import python from "../servers/catalog/python-m-http-server.js";
import redis from "../servers/catalog/redis.js";
import { placesOf, type Spot, samePort, tcp, udp, unix } from "../servers/places.js";
import { Run, type Server } from "../servers/server.js";
import { probed } from "./probed.js";

interface Case {
  server: Pick<Server, "command" | "asDaemon">;
  /** Where it is told to listen. */
  spots: Spot[];
  process: string | RegExp;
  isDaemon?: true;
  /** The codes of what is said of it. */
  findings?: string[];
}

const cases: Record<string, Case> = {
  "python3 -m http.server": { server: python, spots: [tcp()], process: /^python3/ },
  "a static Go program": { server: go, spots: [tcp(), unix()], process: "adopt-http" },
  node: { server: node, spots: [tcp("[::]"), unix()], process: "node", findings: ["wildcard"] },
  nginx: {
    ...{ server: nginx, spots: [tcp(), tcp("[::1]"), unix()], process: "nginx" },
    findings: ["shared_path"],
  },
  "nginx with a socket a worker": {
    ...{ server: reuseport, spots: [tcp(), tcp()], process: "nginx" },
    findings: ["several_workers", "several_workers"],
  },
  "nginx as a daemon": {
    ...{ server: nginx, spots: [tcp()], process: "nginx", isDaemon: true },
    findings: ["background"],
  },
  redis: {
    server: redis,
    spots: [tcp("0.0.0.0"), samePort(tcp("[::]")), unix()],
    process: "redis-server",
    findings: ["wildcard", "ipv4_and_ipv6", "shared_path"],
  },
  "redis as a daemon": {
    ...{ server: redis, spots: [tcp()], process: "redis-server", isDaemon: true },
    findings: ["background"],
  },
  memcached: {
    ...{ server: memcached, spots: [tcp(), samePort(udp())], process: "memcached" },
    findings: ["tcp_and_udp"],
  },
  haproxy: {
    ...{ server: haproxy, spots: [tcp(), unix(), tcp("[::1]")], process: "haproxy" },
    findings: ["renamed"],
  },
  "php-fpm": {
    ...{ server: phpFpm, spots: [unix(), tcp()], process: phpFpmProgram },
    findings: ["shared_path"],
  },
  gunicorn: {
    ...{ server: gunicorn, spots: [unix(), tcp()], process: "gunicorn" },
    findings: ["shared_path"],
  },
};

async function probeCase({ server, spots, isDaemon }: Case) {
  const places = await placesOf(spots);
  const run = new Run(places);
  const foreground = await server.command(run);
  const command = isDaemon ? server.asDaemon?.(foreground, run) : foreground;
  return { places, probed: await probed("--", ...(command ?? [])) };
}

const programs = ["python3", "go", "nginx", "redis-server", "memcached", "haproxy", "gunicorn"];

needs(...programs, phpFpmProgram).describe("rouse probe tells what is bound by", () => {
  const seen = new Map<string, Awaited<ReturnType<typeof probeCase>>>();

  beforeAll(async () => {
    const all = Object.entries(cases).map(async ([name, one]) => {
      seen.set(name, await probeCase(one));
    });
    await Promise.all(all);
  });

  test.each(Object.entries(cases))("%s", (name, { process, findings = [] }) => {
    const { places = [], probed } = seen.get(name) ?? {};
    expect(probed).toMatchObject({ ended: "quiet", exit: null });
    const asked = places.map(({ kind, asked }) => ({ type: kind, address: asked }));
    const binds = probed?.binds ?? [];
    expect(byAddress(binds)).toMatchObject(byAddress(asked));
    expect(binds).toHaveLength(asked.length);
    for (const bind of binds) {
      expect(bind).toMatchObject({ state: "listens", holder: null });
      expect(bind.process.name).toMatch(process);
    }
    expect(probed?.findings.map(({ code }) => code)).toEqual(findings);
  });
});

function byAddress<T extends { type: string; address: string | undefined }>(list: T[]): T[] {
  return list.sort((a, b) => `${a.address} ${a.type}`.localeCompare(`${b.address} ${b.type}`));
}
