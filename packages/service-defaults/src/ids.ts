import { v7 } from 'uuid';

/** A new UUIDv7, branded as the caller needs: `newId<OrderId>()`. Sorts by creation time. */
export const newId = <Id extends string>(): Id => v7() as Id;
