import { barrier, status } from "rouse";

await status("the backup is done");
await barrier({ timeoutMs: 2000 });
