import { useEffect, useState } from 'preact/hooks';
import { copyText } from '../copy.ts';
import { roomPath } from '../router.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { QrCode } from './QrCode.tsx';

/** A page on `localhost` is for this machine alone: the server knows by which address friends find it. */
function useLink(code: string): string {
  const { api } = useLobby().session;
  const [link, setLink] = useState(location.origin + roomPath(code));
  useEffect(() => {
    if (!/^(localhost|127\.|\[::1\])/.test(location.hostname)) return;
    void api.room(code).then((answer) => {
      if (answer.ok) setLink(answer.value.url);
    });
  }, [api, code]);
  return link;
}

/** The three ways to bring friends in: the code to say, the link to send, the picture to show. */
export function CodeBadge({ code }: { code: string }) {
  const { toasts } = useLobby().store;
  const link = useLink(code);
  const copy = async (text: string, what: string) => {
    if (await copyText(text)) toasts.say(`${what} copied`, 'good');
    else toasts.say(`This browser does not let it be copied: ${text}`);
  };
  const share = async () => {
    try {
      await navigator.share({ title: 'Muster', text: `Join me in room ${code}`, url: link });
    } catch {
      // Whoever closes the sheet without sharing has said enough.
    }
  };
  return (
    <section class="panel invite-card" aria-label="Invite friends">
      <div class="invite-card-top">
        <div>
          <p class="eyebrow">Room code</p>
          <button
            type="button"
            class="code"
            data-testid="room-code"
            data-code={code}
            aria-label={`Copy the code ${code.split('').join(' ')}`}
            onClick={() => copy(code, 'Code')}
          >
            {code}
          </button>
        </div>
        <QrCode link={link} code={code} />
      </div>
      <div class="invite-card-ways">
        <button type="button" class="button button-wide" data-testid="copy-link" onClick={() => copy(link, 'Link')}>
          <Icon name="link" /> Copy link
        </button>
        <button type="button" class="button button-quiet" data-testid="copy-code" onClick={() => copy(code, 'Code')}>
          <Icon name="copy" /> Code
        </button>
        {'share' in navigator && (
          <button type="button" class="button button-quiet button-icon" aria-label="Share the link" onClick={share}>
            <Icon name="share" />
          </button>
        )}
      </div>
    </section>
  );
}
