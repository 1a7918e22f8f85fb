import { toasts } from '../shop/toasts.ts';

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, link }) => (
      <p class="toast" key={id}>
        {text} {link !== undefined && <a href={link.href}>{link.text}</a>}
      </p>
    ))}
  </div>
);
