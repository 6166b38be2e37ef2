import type { RoomDocument } from '../../../../shared/protocol/room.ts';
import { useLobby } from '../../state/lobby.ts';
import { ChoiceField, SwitchField, TypedField } from './fields.tsx';
import { Row, type RowProps, Shown, useChange } from './Row.tsx';
import { inWords, type SettingSpec, settingsOf } from './schema.ts';

/** A field for each setting of the game, made from the game's own schema. */
export function GameSettings({ room, fixed }: { room: RoomDocument; fixed: boolean }) {
  return (
    <>
      {settingsOf(room.game).map((spec) => (
        <Setting key={spec.name} spec={spec} value={room.settings[spec.name]} fixed={fixed} />
      ))}
    </>
  );
}

function Setting({ spec, value, fixed }: { spec: SettingSpec; value: unknown; fixed: boolean }) {
  const { commands } = useLobby();
  const { name, title, kind } = spec;
  // Only what changes is sent: the server knows the rest better than this screen.
  const set = (next: unknown) => commands.configure({ settings: { [name]: next } });
  const row: RowProps = { name, label: title, testId: `setting-${name}`, fixed };
  if (kind.is === 'switch') return <SwitchField {...row} value={value === true} set={set} />;
  if (kind.is === 'choice') {
    const choices = kind.values.map((one) => ({ value: one, text: inWords(one) }));
    return <ChoiceField {...row} value={String(value)} choices={choices} set={set} />;
  }
  if (kind.is === 'number') {
    const { min, max, whole, unit } = kind;
    const input = { type: 'number', min, max, step: whole ? 1 : 'any' } as const;
    const icon = unit === 'seconds' ? 'clock' : undefined;
    const takes = min !== undefined && max !== undefined ? `${min} to ${max}${unit ? ` ${unit}` : ''}` : undefined;
    return (
      <TypedField
        {...row}
        takes={takes}
        icon={icon}
        value={Number(value)}
        set={set}
        read={Number}
        unit={unit}
        input={input}
      />
    );
  }
  return <Unknown row={row} value={value} />;
}

function Unknown({ row, value }: { row: RowProps; value: unknown }) {
  const { problem } = useChange(row, async () => null);
  return (
    <Row row={row} problem={problem}>
      <Shown testId={row.testId} value={JSON.stringify(value)}>
        {JSON.stringify(value)}
      </Shown>
    </Row>
  );
}
