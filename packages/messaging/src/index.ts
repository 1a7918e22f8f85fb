export type { DeadLetter } from './inbox.ts';
export * from './messaging.ts';
export * from './outgoing-event.ts';
export * from './subscription.ts';
