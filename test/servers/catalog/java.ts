import { compileJava } from "../../harness/compile.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Java HttpServer, which binds ::ffff:127.0.0.1",
  package: "openjdk-17-jdk-headless",
  version: "java --version",
  needs: ["javac", "jar"],
  passed: [[tcp()], [other(), tcp(), tcp("127.0.0.1", "*"), tcp("[::1]"), tcp(), tcp("[::]", "*")]],
  cannot: { unix: "HttpServer takes IP addresses only" },
  command: ({ asked }) => {
    const java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];
    const compiled = ["-cp", compileJava("adopt-http"), "AdoptHttp"];
    return [...java, ...compiled, ...asked.map(({ address }) => address)];
  },
} satisfies Server;
