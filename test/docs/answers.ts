import { hasCode } from "../../src/errors/has-code.js";
import { get } from "../harness/http.js";

/** Whether a web server serves on the port of this machine; false while nobody listens there. */
export async function answers(port: number): Promise<boolean> {
  try {
    return (await get(`127.0.0.1:${port}`)).status === 200;
  } catch (error) {
    if (hasCode(error, "ECONNREFUSED")) return false;
    throw error;
  }
}
