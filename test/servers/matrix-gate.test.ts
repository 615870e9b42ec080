import { matrix } from "./matrix.js";

matrix("--ready-check", "last");
