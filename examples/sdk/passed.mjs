import { formatSocketAddress, listenFds } from "rouse";

for (const { fd, name, family, type, listening, address } of listenFds()) {
  console.log(fd, name, family, type, listening, address && formatSocketAddress(address));
}
