import { tcp, unix } from "../places.js";
import type { Run, Server } from "../server.js";
import node from "./node.js";

export default {
  ...node,
  name: "Node cluster with two workers",
  passed: [[tcp()], [unix()], [tcp(), unix(), tcp("127.0.0.1", "[::]"), tcp()]],
  command: (run: Run) => [...node.command(run), "--cluster"],
} satisfies Server;
