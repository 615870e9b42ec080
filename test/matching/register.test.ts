import { test } from "vitest";
import { register } from "../register/program.js";
import { cases } from "./cases.js";
import { decide } from "./decided.js";

test.each(cases)("rouse/register, %s", (_, caseOf) =>
  decide(caseOf, {
    argv: () => [process.execPath, "--import", register],
    env: (maps) => ({ ROUSE_MAP: maps.join(" ") }),
    map: "ROUSE_MAP",
  }),
);
