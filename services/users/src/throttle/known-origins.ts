import type { UserId } from '@arcade/contracts';

/** Where an attempt to sign in comes from. */
export interface Origin {
  /** A browser that signed in here before, to whomever; the gateway vouches for it. */
  readonly device: string | undefined;
  /** An IPv6 address as its /64, or many addresses of one household would each have their tries. */
  readonly network: string;
}

/** Where the owners of accounts have signed in before: strangers' guesses do not keep them out there. */
export interface KnownOrigins {
  /** What an account knows of the origin, as a subject of its own; undefined: nothing. */
  recognise(userId: UserId | undefined, origin: Origin): Promise<string | undefined>;
  remember(userId: UserId, origin: Partial<Origin>): Promise<void>;
  forget(userId: UserId): Promise<void>;
}
