import type { RawRequest, RawResponse } from '@arcade/service-defaults';

/** A reminder as it was registered: durations in Dapr's text form, e.g. `900s`. */
export interface RegisteredReminder {
  readonly actorType: string;
  readonly actorId: string;
  readonly name: string;
  readonly dueTime: string;
  readonly period?: string;
}

const empty = (status: number): RawResponse => ({ status, headers: {}, text: '' });

/** Dapr's reminder API in memory. Nothing fires by itself: a test looks at what is registered and fires it. */
export function createMemoryReminders() {
  const reminders = new Map<string, RegisteredReminder>();
  return {
    list: (): readonly RegisteredReminder[] => [...reminders.values()],
    handle(method: string, actorType: string, actorId: string, name: string, options: RawRequest): RawResponse {
      const id = JSON.stringify([actorType, actorId, name]);
      if (method === 'DELETE') {
        reminders.delete(id);
        return empty(204);
      }
      if (method === 'GET') {
        const found = reminders.get(id);
        return found === undefined ? empty(404) : { status: 200, headers: {}, text: JSON.stringify(found) };
      }
      const { dueTime, period } = JSON.parse(options.body ?? '{}') as { dueTime?: string; period?: string };
      const base = { actorType, actorId, name, dueTime: dueTime ?? '0s' };
      reminders.set(id, period === undefined ? base : { ...base, period });
      return empty(204);
    },
  };
}
