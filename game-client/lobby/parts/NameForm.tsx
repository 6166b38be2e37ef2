import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { Icon } from './Icon.tsx';

/** The player's name, changed in place: saved by Enter, by the button, or by going on to something else. */
export function NameForm() {
  const { store, commands } = useLobby();
  const known = store.player.value?.name ?? '';
  const typed = useSignal(known);
  const problem = useSignal<string | null>(null);
  const saved = useSignal(false);
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
      const refusal = await commands.rename(typed.value);
      problem.value = refusal?.message ?? null;
      saved.value = refusal === null;
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
          <Icon name={changed && !saved.value ? 'check' : saved.value ? 'check' : 'pen'} />
        </button>
      </div>
      <p class="problem" id={`${id}-problem`} role="alert">
        {problem.value}
      </p>
    </form>
  );
}
