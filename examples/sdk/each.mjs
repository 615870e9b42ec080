import { connection } from "rouse";

const client = connection({ allowHalfOpen: true });
client?.pipe(client);
