/** Over a match whose code could not be fetched, or that this device cannot draw. */
export function DrawFailed() {
  return (
    <div class="match-failed panel" role="alert">
      <p>The game could not be drawn here. Perhaps the connection broke while it was being fetched.</p>
      <button type="button" class="button button-primary" onClick={() => location.reload()}>
        Load again
      </button>
    </div>
  );
}
