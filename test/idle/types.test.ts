import type { Socket as DatagramSocket } from "node:dgram";
import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Server } from "node:net";
import type { Server as TlsServer } from "node:tls";
import { describe, expectTypeOf, test } from "vitest";
import { exitWhenIdle, type IdleHandle, type NeverReason } from "../../src/index.js";

describe("the types of idle/", () => {
  test("take every server, one or several", () => {
    const after = "10min";
    expectTypeOf(exitWhenIdle).toBeCallableWith({} as Server, { after });
    expectTypeOf(exitWhenIdle).toBeCallableWith({} as TlsServer, { after });
    expectTypeOf(exitWhenIdle).toBeCallableWith({} as HttpServer, { after });
    expectTypeOf(exitWhenIdle).toBeCallableWith({} as Http2Server, { after });
    const several = [{} as HttpsServer, {} as Http2SecureServer, {} as DatagramSocket];
    expectTypeOf(exitWhenIdle).toBeCallableWith(several, { after, beforeExit: async () => 3 });
    expectTypeOf(exitWhenIdle).returns.toEqualTypeOf<IdleHandle>();
    expectTypeOf<IdleHandle["never"]>().toEqualTypeOf<NeverReason | undefined>();
  });

  test("refuse what makes no sense", () => {
    // Type-checked only: nothing here is called.
    const misuse = () => {
      // @ts-expect-error how long is not left to us
      exitWhenIdle({} as Server, {});
      // @ts-expect-error a number has no unit
      exitWhenIdle({} as Server, { after: 600 });
      // @ts-expect-error undefined is not the same as left out
      exitWhenIdle({} as Server, { after: "1s", onError: undefined });
    };
    expectTypeOf(misuse).toBeFunction();
  });
});
