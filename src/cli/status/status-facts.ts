import type { Details } from "../../engines/facts.js";
import type { ServiceNow } from "../../services/survey-services.js";

/** Everything that is shown of a service. */
export interface Status {
  now: ServiceNow;
  /** Undefined for a service in the foreground, and when the manager cannot be asked. */
  details: Details | undefined;
  /** The last lines of its journal. */
  log: string[];
  /** What could not be read or asked, one sentence each. */
  problems: string[];
}
