import type { Pages } from '../state/pages.ts';

interface PageEndProps {
  pages: Pages<unknown>;
  /** What is said of a list with nothing in it. */
  empty: string;
}

/** What stands below a list that comes page by page: that it is awaited, empty, cut short by a refusal, or that there is more. */
export function PageEnd({ pages, empty }: PageEndProps) {
  const items = pages.items.value;
  const refusal = pages.refusal.value;
  const busy = pages.busy.value;
  if (refusal) {
    return (
      <div class="page-end" data-testid="page-failed">
        <p role="alert">{refusal.message}</p>
        {!isFinal(refusal.code) && (
          <button type="button" class="button button-quiet" disabled={busy} onClick={() => pages.next()}>
            Try again
          </button>
        )}
      </div>
    );
  }
  if (!items) {
    return (
      <p class="page-end" role="status">
        Looking it up…
      </p>
    );
  }
  if (items.length === 0) {
    return (
      <p class="page-end" data-testid="page-empty">
        {empty}
      </p>
    );
  }
  if (!pages.more.value) return null;
  return (
    <div class="page-end">
      <button
        type="button"
        class="button button-quiet"
        data-testid="page-more"
        disabled={busy}
        onClick={() => pages.next()}
      >
        Show more
      </button>
    </div>
  );
}

/** Asking again would change nothing. */
function isFinal(code: string): boolean {
  return code.endsWith('not-found') || code === 'game/unknown' || code === 'input/invalid';
}
