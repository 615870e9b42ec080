import type { BindAddress } from "./bind-address.js";

/** A bind that the program asks for. */
export interface BindRequest {
  readonly type: "stream" | "dgram";
  readonly address: BindAddress;
  readonly v6only: boolean;
}
