import { test } from "vitest";
import { register } from "../register/program.js";
import { cases, isOfBindBeside } from "./cases.js";
import { decide } from "./decided.js";

test.each(cases)("rouse/register, %s", (_, caseOf) =>
  decide(caseOf, {
    argv: () => [process.execPath, "--import", register],
    env: (maps) => ({ ROUSE_MAP: maps.join(" ") }),
    map: "ROUSE_MAP",
    differs: ({ taken, says = [], register = {} }) => ({
      taken: register.taken ?? taken,
      says: register.says ?? says.filter((text) => !isOfBindBeside(text)),
    }),
  }),
);
