import { dismiss, toasts, type Toast } from '../shop/toasts.ts';

/** What has just happened; the announcer says it aloud. */
export const Toasts = () => (
  <div class="toasts">
    {toasts.value.map((toast) => (
      <ToastView key={toast.id} toast={toast} />
    ))}
  </div>
);

function ToastView({ toast: { id, text, kind, link } }: { toast: Toast }) {
  return (
    <div class="toast" data-kind={kind}>
      <p>
        {text} {link !== undefined && <a href={link.href}>{link.text}</a>}
      </p>
      <button type="button" class="toast-close" aria-label={`Dismiss: ${text}`} onClick={() => dismiss(id)}>
        ×
      </button>
    </div>
  );
}
