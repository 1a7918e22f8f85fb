export const Rating = ({ average, count }: { average: number | null; count: number }) =>
  average === null ? null : (
    <span class="rating" title={`${average.toFixed(1)} of 5 from ${count} reviews`}>
      <span aria-hidden="true">★ </span>
      <span class="hidden">Rated </span>
      {average.toFixed(1)} <span class="muted">({count})</span>
    </span>
  );
