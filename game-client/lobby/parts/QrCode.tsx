import { useMemo, useRef } from 'preact/hooks';
import { renderSVG } from 'uqr';

/** A picture from a data address: no markup is ever put into the page. */
function useQr(text: string): string {
  return useMemo(() => {
    const svg = renderSVG(text, { border: 2, ecc: 'M', pixelSize: 8, blackColor: '#05060f', whiteColor: '#eefbff' });
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }, [text]);
}

/** The link for a phone's camera; pressed, it fills the screen, so that it can be read across a table. */
export function QrCode({ link, code }: { link: string; code: string }) {
  const source = useQr(link);
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        class="qr"
        data-testid="qr"
        aria-label="Show the QR code large"
        onClick={() => dialog.current?.showModal()}
      >
        <img src={source} alt={`QR code of the link to room ${code}`} />
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a dialog closes by Escape, and its button by any key */}
      <dialog ref={dialog} class="qr-dialog" onClick={() => dialog.current?.close()}>
        <img src={source} alt={`QR code of the link to room ${code}`} />
        <p class="mono">{code}</p>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </dialog>
    </>
  );
}
