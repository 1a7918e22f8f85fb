/** An event inside the document whose change it tells; the relay moves it to the log. */
export interface PendingEvent {
  readonly eventId: string;
  readonly topic: string;
  readonly type: string;
  /** Everything but the position, which the log gives. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly traceparent?: string;
}
