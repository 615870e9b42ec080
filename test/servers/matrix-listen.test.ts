import { matrix } from "./matrix.js";

matrix("--listen", "last");
