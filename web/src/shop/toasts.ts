import { signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
}

export const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Says something for a few seconds. */
export function toast(text: string, link?: Toast['link']): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, text, ...(link === undefined ? {} : { link }) }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((shown) => shown.id !== id);
  }, 5000);
}
