import type { RoomDocument, SeatDocument } from '../../../../shared/protocol/room.ts';
import { seatColour } from '../../../play/colours.ts';
import { teamColour } from '../../../play/teams.ts';
import { useLobby } from '../../state/lobby.ts';
import { PersonMenu } from '../PersonMenu.tsx';
import { BotControls } from './BotControls.tsx';
import { OwnControls } from './OwnControls.tsx';
import { SeatFace } from './SeatFace.tsx';
import { SwapWish } from './SwapWish.tsx';

/** One place of the room: who sits there, and what can be done about it. */
export function SeatCard({ room, seat }: { room: RoomDocument; seat: SeatDocument }) {
  const { store } = useLobby();
  const own = seat.playerId !== undefined && seat.playerId === store.player.value?.id;
  const away = seat.kind === 'human' && seat.connection === 'away' && !own;
  const turn = (seat.index / room.maxPlayers) * 2 * Math.PI - Math.PI / 2;
  const tones = [
    `seat-${seat.kind}`,
    seat.held && 'seat-held',
    seat.ready && 'seat-ready',
    own && 'seat-own',
    away && 'seat-away',
  ];
  return (
    <li
      class={`seat ${tones.filter(Boolean).join(' ')}`}
      data-testid={`seat-${seat.index}`}
      data-kind={seat.kind}
      data-ready={seat.ready}
      data-connection={seat.connection}
      data-team={seat.team}
      data-wants={seat.wants}
      style={{
        '--seat': seatColour(seat.index),
        '--x': Math.cos(turn).toFixed(4),
        '--y': Math.sin(turn).toFixed(4),
        ...(seat.team !== undefined && { '--team': teamColour(seat.team) }),
      }}
    >
      <SeatFace room={room} seat={seat} own={own} away={away} />
      {seat.playerId !== undefined && !own && <PersonMenu room={room} playerId={seat.playerId} name={seat.name!} />}
      {seat.wants !== undefined && <SwapWish room={room} seat={seat} wanted={seat.wants} own={own} />}
      {own && <OwnControls room={room} seat={seat} />}
      {store.isHost.value && room.status !== 'playing' && <BotControls room={room} seat={seat} />}
    </li>
  );
}
