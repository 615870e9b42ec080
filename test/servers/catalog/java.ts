import { program } from "../../harness/paths.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Java HttpServer, which binds ::ffff:127.0.0.1",
  package: "openjdk-17-jdk-headless",
  version: "java --version",
  passed: [[tcp()], [other(), tcp(), tcp("127.0.0.1", "*"), tcp("[::1]"), tcp(), tcp("[::]", "*")]],
  cannot: { unix: "HttpServer takes IP addresses only" },
  command: ({ asked }) => {
    const java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];
    return [...java, program("adopt-http.java"), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
