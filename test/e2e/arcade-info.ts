import type { Books } from '../invariants/expect-consistent.ts';

/** What the tests are told of the Arcade they run against. */
export interface ArcadeInfo {
  readonly root: string;
  readonly instance: string;
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** Folder of the broker's data. */
  readonly brokerData: string;
  /** The broker's management API, with its credentials. */
  readonly brokerApi: string;
  /** Where the mails are read that the shop has sent. */
  readonly mailbox: string;
  readonly books: Books;
  /** The Python that has Schemathesis. */
  readonly schemathesis: string;
}

export const arcadeVariable = 'ARCADE_E2E';
