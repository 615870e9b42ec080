import { RouseError } from "../../errors/rouse-error.js";
import { type DaemonIdentity, identityPath } from "../admission/answer-identity.js";
import { request } from "../client/request.js";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.js";

/** Asks at the endpoint as a client would, and must get our own answer. @throws LOCAL_PROBE_FAILED */
export async function requireAnswer(
  endpoint: Endpoint,
  identity: DaemonIdentity,
  token: string,
): Promise<void> {
  const problem = await findProblem(endpoint, identity, token);
  if (problem === undefined) return;
  throw new RouseError("LOCAL_PROBE_FAILED", { endpoint: formatEndpoint(endpoint), problem });
}

async function findProblem(endpoint: Endpoint, identity: DaemonIdentity, token: string) {
  const limits = { token, timeoutMs: 5000, maxBytes: 64 * 1024 };
  try {
    const { status, body } = await request(endpoint, identityPath, limits);
    if (status !== 200) return `the answer has status ${status}: ${body.slice(0, 300)}`;
    return body.trim() === JSON.stringify(identity) ? undefined : "another daemon answers";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
