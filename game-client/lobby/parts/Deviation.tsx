/** How uncertain a rating is: less with every match. */
export function Deviation({ by }: { by: number }) {
  return (
    <small class="deviation" title="How uncertain it is: less with every match">
      ±{by}
    </small>
  );
}
