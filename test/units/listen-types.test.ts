import type { Socket as DatagramSocket } from "node:dgram";
import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Server, Socket } from "node:net";
import { describe, expectTypeOf, test } from "vitest";
import {
  connection,
  isSocketInet,
  type Listening,
  type ListenOptions,
  listen,
  listenFds,
  listenFdsWithNames,
  openFifo,
  type PassedSocket,
  passedStdio,
  RouseError,
  type SocketAddress,
} from "../../src/index.js";

describe("the types of listen/", () => {
  test("let every server listen", () => {
    expectTypeOf(listen).toBeCallableWith({} as Server, { name: "web", backlog: 5 });
    expectTypeOf(listen).toBeCallableWith({} as HttpServer, { fallback: { port: 80 } });
    expectTypeOf(listen).toBeCallableWith({} as HttpsServer, { fallback: { path: "/a" } });
    expectTypeOf(listen).toBeCallableWith({} as Http2SecureServer, {});
    expectTypeOf(listen).toBeCallableWith({} as DatagramSocket, { fallback: { port: 53 } });
    expectTypeOf<ReturnType<typeof listen>>().toEqualTypeOf<Promise<Listening>>();
  });

  test("give what was passed, read only", () => {
    expectTypeOf(listenFds()).toEqualTypeOf<readonly PassedSocket[]>();
    expectTypeOf(listenFdsWithNames).parameters.toEqualTypeOf<Parameters<typeof listenFds>>();
    expectTypeOf<PassedSocket["address"]>().toEqualTypeOf<SocketAddress | undefined>();
    expectTypeOf<Listening["fd"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf(connection()).toEqualTypeOf<Socket | undefined>();
    expectTypeOf(openFifo()).toEqualTypeOf<Socket | undefined>();
    expectTypeOf(passedStdio().env).toEqualTypeOf<Record<string, string>>();
    expectTypeOf<RouseError["errno"]>().toEqualTypeOf<string | undefined>();
  });

  test("refuse what makes no sense", () => {
    // Type-checked only: nothing here is called.
    const misuse = () => {
      // @ts-expect-error a name is a string
      listen({} as Server, { name: 3 });
      // @ts-expect-error undefined is not the same as left out
      const options: ListenOptions = { name: undefined };
      // @ts-expect-error a unix socket has no port
      isSocketInet(3, { family: "unix" });
      // @ts-expect-error the array is not ours to change
      listenFds().push(options);
    };
    expectTypeOf(misuse).toBeFunction();
    expectTypeOf(RouseError).toBeConstructibleWith("LISTEN_FALLBACK_MISSING", {});
  });
});
