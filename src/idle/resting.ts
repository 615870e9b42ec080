/** A connection that is open although nothing is being done for its client: another request may come. */
export interface Resting {
  /** It was closed already, and its server has not heard of that. */
  isClosed(): boolean;
  /** Something came since, perhaps the beginning of a request. */
  isStirred(): boolean;
  /** When it is over by itself, of performance.now(); in the past when it may be closed at any time. */
  readonly expiresAt: number;
  /** Closes it without loss; false when its server finds a request on it. */
  close(): boolean;
}
