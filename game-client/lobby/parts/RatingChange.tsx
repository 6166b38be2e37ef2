import { signed } from '../records.ts';

interface ChangeProps {
  before: number;
  after: number;
  /** Says the ratings too, not only by how much they differ. */
  whole?: boolean;
}

/** What a match did to a rating: "1500 → 1516 +16". */
export function RatingChange({ before, after, whole = false }: ChangeProps) {
  const by = after - before;
  const tone = by > 0 ? 'change-up' : by < 0 ? 'change-down' : '';
  return (
    <span class="change" data-testid="rating-change" data-by={by} title={`Rating ${before}, then ${after}`}>
      {whole && (
        <span class="change-whole">
          {before} <span aria-hidden="true">→</span>
          <span class="unseen">, then</span> <b>{after}</b>
        </span>
      )}{' '}
      <span class={tone}>{signed(by)}</span>
    </span>
  );
}
