import { games } from '../../../../shared/games/index.ts';
import { ROOM_NAME_LENGTH, type RoomDocument, SERIES_LENGTHS } from '../../../../shared/protocol/room.ts';
import { useLobby } from '../../state/lobby.ts';
import { ChoiceField, SwitchField, TypedField } from './fields.tsx';

const DELAYS = [0, 3, 5, 10, 15, 30].map((value) => ({ value, text: value === 0 ? 'None' : `${value} seconds` }));
const SERIES = SERIES_LENGTHS.map((value) => ({ value, text: value === 1 ? 'Single matches' : `Best of ${value}` }));

/** What every room can be set to, whatever is played in it. */
export function RoomOptions({ room, fixed }: { room: RoomDocument; fixed: boolean }) {
  const { configure } = useLobby().commands;
  const most = games.get(room.game)?.maxPlayers ?? room.maxPlayers;
  const sizes = Array.from({ length: most - room.minPlayers + 1 }, (_, index) => {
    const value = room.minPlayers + index;
    return { value, text: `${value} seats` };
  });
  const row = (name: string) => ({ name, testId: `option-${name}`, fixed });
  return (
    <>
      <TypedField
        {...row('name')}
        label="Name"
        icon="pen"
        value={room.name}
        read={String}
        input={{ type: 'text', maxLength: ROOM_NAME_LENGTH }}
        set={(name) => configure({ name })}
      />
      <SwitchField
        {...row('visibility')}
        label="Public"
        icon="globe"
        hint={room.visibility === 'public' ? 'in the list of rooms' : 'by code or link only'}
        value={room.visibility === 'public'}
        set={(on) => configure({ visibility: on ? 'public' : 'private' })}
      />
      <SwitchField
        {...row('locked')}
        label="Locked"
        icon={room.locked ? 'lock' : 'unlock'}
        hint={room.locked ? 'nobody new gets in' : 'friends can come in'}
        value={room.locked}
        set={(locked) => configure({ locked })}
      />
      <ChoiceField
        {...row('maxPlayers')}
        label="Seats"
        icon="sit"
        value={room.maxPlayers}
        choices={sizes}
        set={(maxPlayers) => configure({ maxPlayers })}
      />
      <ChoiceField
        {...row('bestOf')}
        label="Series"
        icon="trophy"
        value={room.bestOf as (typeof SERIES_LENGTHS)[number]}
        choices={SERIES}
        set={(bestOf) => configure({ bestOf })}
      />
      <SwitchField
        {...row('awayBots')}
        label="Bots stand in"
        icon="bot"
        hint="for players who are away"
        value={room.awayBots}
        set={(awayBots) => configure({ awayBots })}
      />
      <ChoiceField
        {...row('spectatorDelay')}
        label="Spectators’ delay"
        icon="eye"
        value={room.spectatorDelay}
        choices={DELAYS}
        set={(spectatorDelay) => configure({ spectatorDelay })}
      />
    </>
  );
}
