import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { distinguished } from '../text.ts';
import { Icon } from './Icon.tsx';

/** The player's name, changed in place: saved by Enter, by the button, or by going on to something else. */
export function NameForm() {
  const { store, commands } = useLobby();
  const known = store.player.value?.name ?? '';
  const typed = useSignal(known);
  const problem = useSignal<string | null>(null);
  const saved = useSignal(false);
  const shared = useSignal<string | null>(null);
  const [busy, run] = useBusy();
  const id = useId();
  const changed = typed.value.trim() !== known;

  useEffect(() => {
    typed.value = known;
    problem.value = null;
  }, [known]);

  const save = () =>
    run(async () => {
      if (!changed) return;
      const wished = typed.value;
      const refusal = await commands.rename(wished);
      problem.value = refusal?.message ?? null;
      saved.value = refusal === null;
      shared.value = !refusal && distinguished(wished, store.player.value?.name ?? '') ? wished.trim() : null;
    });

  return (
    <form
      class="name"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label for={id}>You play as</label>
      <div class="name-row">
        <input
          id={id}
          data-testid="name-input"
          value={typed.value}
          maxLength={64}
          autocomplete="nickname"
          spellcheck={false}
          aria-invalid={problem.value !== null}
          aria-describedby={`${id}-problem`}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            saved.value = false;
            shared.value = null;
          }}
          onBlur={(event) => {
            if (!(event.relatedTarget instanceof HTMLButtonElement && event.relatedTarget.type === 'submit'))
              void save();
          }}
        />
        <button
          type="submit"
          class={`button button-quiet${saved.value ? ' name-saved' : ''}`}
          data-testid="name-save"
          aria-label="Save name"
          aria-disabled={!changed || busy}
        >
          <Icon name={changed || saved.value ? 'check' : 'pen'} />
        </button>
      </div>
      <p class="problem" id={`${id}-problem`} role="alert">
        {problem.value}
      </p>
      {shared.value !== null && (
        <p class="name-hint" role="status" data-testid="name-hint">
          Someone else looks like {shared.value}, so a number tells you apart.
        </p>
      )}
    </form>
  );
}
