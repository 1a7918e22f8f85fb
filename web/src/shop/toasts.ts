import { signal } from '@preact/signals';
import { announce } from './announcer.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'news' | 'failure';
  readonly link?: { readonly href: string; readonly text: string };
}

export const toasts = signal<readonly Toast[]>([]);
let lastId = 0;
const newsMs = 8000;

/** Says something for a few seconds. */
export function toast(text: string, link?: Toast['link']): void {
  const id = show({ text, kind: 'news', ...(link === undefined ? {} : { link }) });
  setTimeout(() => dismiss(id), newsMs);
}

/** Says what went wrong, until somebody has read it. */
export const toastFailure = (text: string): void => void show({ text, kind: 'failure' });

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** The newest of each text is enough, and no more than fit on a phone. */
function show(shown: Omit<Toast, 'id'>): number {
  const id = ++lastId;
  toasts.value = [...toasts.value.filter(({ text }) => text !== shown.text), { ...shown, id }].slice(-3);
  announce(shown.text);
  return id;
}
