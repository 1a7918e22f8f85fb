/** An address whose owner says to have forgotten the password. Nobody has looked yet whether it has an account. */
export interface ResetRequest {
  readonly email: string;
  /** When the next attempt is due; tells one request from a later one. */
  readonly dueAt: Date;
}

/** Requests wait here, so that asking is the same work for every address, known or not. */
export interface ResetRequests {
  add(email: string): Promise<void>;
  /** Some that are due; they are nobody else's for a while. */
  take(limit: number): Promise<readonly ResetRequest[]>;
  /** Forgets a request, unless the address was given again meanwhile. */
  done(request: ResetRequest): Promise<void>;
}
