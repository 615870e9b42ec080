import { matrix } from "./matrix.js";

matrix("LISTEN_FDS", "each");
