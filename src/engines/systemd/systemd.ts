import type { Engine } from "../engine.js";
import type { ServiceChange } from "./change/apply-service.js";
import type { Asked } from "./inventory/ask-units.js";
import { surveyUnits } from "./survey-units.js";

/** The engine of `rouse add`: the service manager of a user or of the system holds the sockets, by units of ours. */
export const systemd: Engine<ServiceChange, readonly Asked[]> = {
  async apply(change) {
    // Loaded at its first use: `rouse ls` surveys, and must not wait for what changes services.
    const { applyService } = await import("./change/apply-service.js");
    await applyService(change);
  },
  survey: surveyUnits,
};
