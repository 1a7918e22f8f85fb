import { logDays } from '@arcade/messaging';

/** SQL that holds of a time whose events their log has not yet forgotten. */
export const stillLogged = (time: string): string => `${time} > NOW(6) - INTERVAL ${logDays - 1} DAY`;

/** SQL for the time at which an event was made: its id is a UUIDv7. */
export const madeAt = (eventId: string): string =>
  `FROM_UNIXTIME(CONV(REPLACE(LEFT(${eventId}, 13), '-', ''), 16, 10) / 1000)`;
