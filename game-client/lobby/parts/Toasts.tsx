import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';
import { Invitations } from './Invitations.tsx';

/** What has come up, at the screen's edge: invitations until they are answered, news for a moment. */
export function Toasts() {
  const { list, dismiss } = useLobby().store.toasts;
  return (
    <div class="toasts" role="status" aria-live="polite">
      <Invitations />
      {list.value.map(({ id, tone, text }) => (
        <button key={id} type="button" class={`toast toast-${tone}`} data-testid="toast" onClick={() => dismiss(id)}>
          <span>{text}</span>
          <Icon name={tone === 'good' ? 'check' : 'cross'} />
        </button>
      ))}
    </div>
  );
}
