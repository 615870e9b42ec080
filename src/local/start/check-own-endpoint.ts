import { RouseError } from "../../errors/rouse-error.js";
import { request } from "../client/request.js";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.js";
import { type DaemonIdentity, identityPath } from "../runtime/daemon-identity.js";

/**
 * Asks for the identity of this daemon at one of its endpoints, as a client would, and requires that it is the daemon
 * itself which answers.
 * @throws LOCAL_PROBE_FAILED
 */
export async function checkOwnEndpoint(
  endpoint: Endpoint,
  identity: DaemonIdentity,
  token: string,
): Promise<void> {
  const problem = await findProblem(endpoint, identity, token);
  if (problem === undefined) return;
  throw new RouseError("LOCAL_PROBE_FAILED", { endpoint: formatEndpoint(endpoint), problem });
}

async function findProblem(endpoint: Endpoint, identity: DaemonIdentity, token: string) {
  const options = { token, timeoutMs: 5000, maxBytes: 64 * 1024 };
  try {
    const { status, body } = await request(endpoint, identityPath, options);
    if (status !== 200) return `the answer has status ${status}: ${body.slice(0, 300)}`;
    return body.trim() === JSON.stringify(identity) ? undefined : "another daemon answers";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
