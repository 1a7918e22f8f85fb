export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for every attempt at one mail, so that readers' programs show it once. */
  readonly messageId: string;
}

export type Delivery =
  | { readonly kind: 'handed-over' }
  /** This address will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Mailer {
  send(mail: Mail): Promise<Delivery>;
  close(): void;
}
