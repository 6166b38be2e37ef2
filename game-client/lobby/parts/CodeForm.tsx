import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { CODE_LENGTH, normalizeCode } from '../../../shared/protocol/code.ts';
import { useBusy } from '../hooks.ts';
import { useLobby } from '../state/lobby.ts';
import { explainRefusal } from '../text.ts';

/** A code as it is typed, sung or pasted, also inside of a link, to at most six characters in upper case. */
export function readTyped(text: string): string {
  const linked = /\/r\/([^/?#\s]+)/.exec(text)?.[1] ?? text;
  return linked
    .replace(/[\s\-–—_]/gu, '')
    .toUpperCase()
    .slice(0, CODE_LENGTH);
}

/** Six places for six characters; the last one sends it. */
export function CodeForm() {
  const { commands } = useLobby();
  const typed = useSignal('');
  const problem = useSignal<string | null>(null);
  const [busy, run] = useBusy();
  const input = useRef<HTMLInputElement>(null);
  const focused = useSignal(false);
  const id = useId();

  const submit = () =>
    run(async () => {
      const code = typed.value;
      if (code.length < CODE_LENGTH) {
        problem.value = `A code has ${CODE_LENGTH} characters.`;
      } else {
        const refusal = await commands.enter(normalizeCode(code) ?? code);
        problem.value = refusal && explainRefusal(refusal, code).text;
      }
    });

  // A refused code stands there to be mended, or to be typed over.
  useEffect(() => {
    if (!busy && problem.value !== null && typed.value !== '') input.current?.select();
  }, [busy]);

  return (
    <form
      class="codeform"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label for={id}>Have a code?</label>
      <div class="codeform-row">
        <div class={focused.value ? 'cells cells-focus' : 'cells'}>
          <input
            ref={input}
            id={id}
            data-testid="join-code"
            value={typed.value}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            inputMode="text"
            enterKeyHint="go"
            aria-invalid={problem.value !== null}
            aria-describedby={`${id}-problem`}
            onFocus={() => {
              focused.value = true;
            }}
            onBlur={() => {
              focused.value = false;
            }}
            onInput={(event) => {
              const next = readTyped(event.currentTarget.value);
              event.currentTarget.value = next;
              const grown = next !== typed.value;
              typed.value = next;
              problem.value = null;
              if (grown && next.length === CODE_LENGTH) void submit();
            }}
          />
          {Array.from({ length: CODE_LENGTH }, (_, index) => (
            <span
              key={index}
              class={`cell${index === Math.min(typed.value.length, CODE_LENGTH - 1) ? ' cell-next' : ''}`}
              aria-hidden="true"
            >
              {typed.value[index] ?? ''}
            </span>
          ))}
        </div>
        <button type="submit" class="button" data-testid="join-submit" disabled={busy}>
          {busy ? 'Joining…' : 'Join'}
        </button>
      </div>
      <p class="problem" id={`${id}-problem`} role="alert">
        {problem.value}
      </p>
    </form>
  );
}
