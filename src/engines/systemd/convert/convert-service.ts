import { readFileSync } from "node:fs";
import { lstatSync } from "node:fs";
import { applyChanges } from "../apply.js";
import { findServices } from "../find-services.js";
import { removeEmptyFolder } from "../kept-files.js";
import { showUnits } from "../unit-facts.js";
