import { openFifo } from "rouse";

openFifo()
  ?.setEncoding("utf8")
  .on("data", (text) => process.stdout.write(text));
