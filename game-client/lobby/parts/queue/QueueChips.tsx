import { games } from '../../../../shared/games/index.ts';
import { queueName } from '../../queueWords.ts';
import { useLobby } from '../../state/lobby.ts';
import { queuesOfGame } from '../../state/queueChoice.ts';
import { Icon } from '../Icon.tsx';

/** Which queues quick match looks in: for each game the usual way, and beside it the others. */
export function QueueChips() {
  const { chosen, toggle } = useLobby().store.queueChoice;
  return (
    <fieldset class="chips">
      <legend class="unseen">What quick match looks for; one at least</legend>
      {[...games.keys()].map((game) => (
        <span key={game} class="chip-group">
          {queuesOfGame(game).map(({ id, title }, index) => {
            const on = chosen.value.includes(id);
            return (
              <button
                key={id}
                type="button"
                class="chip-toggle"
                data-testid={`queue-${id}`}
                aria-label={queueName(id)}
                aria-pressed={on}
                aria-disabled={on && chosen.value.length === 1}
                title={title}
                onClick={() => toggle(id)}
              >
                <Icon name={on ? 'check' : 'plus'} /> {index === 0 ? queueName(id) : title}
              </button>
            );
          })}
        </span>
      ))}
    </fieldset>
  );
}
