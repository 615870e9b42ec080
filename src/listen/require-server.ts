import { RouseError } from "../errors/rouse-error.js";

/** The methods that servers of node:net and sockets of node:dgram have, in Bun and Deno too. */
const methods = ["once", "close", "address"] as const;

/**
 * Refuses what the types refuse in TypeScript. In JavaScript, the application of a framework, which has its own
 * `listen`, would create a server that is never closed, or fail inside Node.
 * @throws LISTEN_SERVER_EXPECTED (errno EINVAL)
 */
export function requireServer(given: unknown): void {
  if (isServer(given)) return;
  throw new RouseError("LISTEN_SERVER_EXPECTED", { ...describeOther(given), errno: "EINVAL" });
}

function isServer(given: unknown): boolean {
  return typeof given === "object" && given !== null && lackingOf(given).length === 0;
}

function lackingOf(given: object): string[] {
  const lacking = methods.filter((name) => typeof Reflect.get(given, name) !== "function");
  return "listen" in given || "bind" in given ? lacking : ["listen", ...lacking];
}

function describeOther(given: unknown): { got: string; cure: string } {
  const ofFramework = "give it the server that the framework stands on";
  // Express and Connect.
  if (typeof given === "function") {
    return { got: "a function", cure: `${ofFramework}: createServer(app) of node:http` };
  }
  if (typeof given !== "object" || given === null) return { got: String(given), cure: ofFramework };
  // Fastify.
  const cure = "server" in given ? `${ofFramework}: its \`server\`` : ofFramework;
  return { got: `an object without ${lackingOf(given).join(", ")}`, cure };
}
