/** True where the two are the same type; `any` is only the same as itself. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless all are true. */
export declare function areTrue<T extends readonly true[]>(..._: T): void;
