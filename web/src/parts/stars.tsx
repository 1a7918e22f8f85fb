/** One to five stars, also in parts, as a picture with its words. */
export const Stars = ({ rating }: { rating: number }) => (
  <span
    class="stars"
    role="img"
    aria-label={`${Math.round(rating * 10) / 10} of 5 stars`}
    style={{ '--share': `${(rating / 5) * 100}%` }}
  >
    ★★★★★
  </span>
);
