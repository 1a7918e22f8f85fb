import { signal } from '@preact/signals';

/** What a screen reader says next. The number makes the same words news again. */
export const announcement = signal<{ readonly text: string; readonly turn: number }>({ text: '', turn: 0 });

/** Says what has changed to those who do not see it. */
export function announce(text: string): void {
  announcement.value = { text, turn: announcement.value.turn + 1 };
}
