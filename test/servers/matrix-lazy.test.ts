import { matrix } from "./matrix.js";

matrix("--lazy", "each");
