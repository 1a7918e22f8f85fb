import { announcement } from '../shop/announcer.ts';

/** The one place of a page that tells of changes. */
export const Announcer = () => (
  <div class="hidden" role="status" aria-live="polite" data-testid="announcer">
    <span key={announcement.value.turn}>{announcement.value.text}</span>
  </div>
);
