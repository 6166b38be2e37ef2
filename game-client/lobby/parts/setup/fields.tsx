import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Refusal } from '../../../../shared/protocol/errors.ts';
import { Row, type RowProps, Shown, useChange } from './Row.tsx';

type FieldProps<T> = RowProps & { value: T; set(value: T): Promise<Refusal | null> };

export function SwitchField({ value, set, ...row }: FieldProps<boolean>) {
  const { busy, problem, put } = useChange(row, set);
  return (
    <Row row={row} problem={problem}>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={value}
        aria-label={row.label}
        data-testid={row.testId}
        data-value={value}
        disabled={row.fixed || busy}
        onClick={() => put(!value)}
      >
        <i />
      </button>
    </Row>
  );
}

interface ChoiceProps<T extends string | number> extends FieldProps<T> {
  choices: readonly { readonly value: T; readonly text: string }[];
}

export function ChoiceField<T extends string | number>({ value, set, choices, ...row }: ChoiceProps<T>) {
  const { busy, problem, put } = useChange(row, set);
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <Row row={row} problem={problem}>
      {row.fixed ? (
        <Shown testId={row.testId} value={value}>
          {chosen?.text ?? value}
        </Shown>
      ) : (
        <select
          aria-label={row.label}
          data-testid={row.testId}
          value={String(value)}
          disabled={busy}
          onChange={async ({ currentTarget: field }) => {
            const next = choices.find((choice) => String(choice.value) === field.value);
            if (next && !(await put(next.value))) field.value = String(value);
          }}
        >
          {!chosen && <option value={String(value)}>{value}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={String(choice.value)}>
              {choice.text}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

interface TypedProps<T extends string | number> extends FieldProps<T> {
  /** What the text in the field means. */
  read(text: string): T;
  unit?: string;
  /** Of a number its bounds, of a text its length. */
  input:
    | { readonly type: 'number'; readonly min?: number; readonly max?: number; readonly step: number | 'any' }
    | { readonly type: 'text'; readonly maxLength: number };
}

/** Text and numbers: done with Enter, or by going on to something else. */
export function TypedField<T extends string | number>({ value, set, read, unit, input, ...row }: TypedProps<T>) {
  const field = useRef<HTMLInputElement>(null);
  const { busy, problem, put } = useChange(row, set);
  const restore = () => {
    if (field.current) field.current.value = String(value);
  };
  // What others see stands in the field too, but not over what is being typed.
  useEffect(() => {
    if (document.activeElement !== field.current) restore();
  }, [value]);

  const save = async () => {
    const text = field.current!.value.trim();
    if (text === '' || (text === String(value) && !busy)) return restore();
    if (!(await put(read(text)))) restore();
  };
  const common = {
    ref: field,
    'aria-label': unit === undefined ? row.label : `${row.label}, in ${unit}`,
    'aria-invalid': problem.value !== null,
    'data-testid': row.testId,
    defaultValue: String(value),
    onChange: save,
    onKeyDown: ({ key, currentTarget }: TargetedKeyboardEvent<HTMLInputElement>) => {
      if (key === 'Escape') restore();
      if (key === 'Escape' || key === 'Enter') currentTarget.blur();
    },
  };
  return (
    <Row row={row} problem={problem}>
      {row.fixed ? (
        <Shown testId={row.testId} value={value}>
          {value}
          {unit !== undefined && ` ${unit}`}
        </Shown>
      ) : (
        <span class={`setting-typed setting-${input.type}`}>
          {input.type === 'number' ? (
            <input {...common} {...input} inputMode="decimal" />
          ) : (
            <input {...common} {...input} />
          )}
          {unit !== undefined && <span class="setting-unit">{unit}</span>}
        </span>
      )}
    </Row>
  );
}
