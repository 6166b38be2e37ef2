import { teamColour, teamName } from '../../../play/teams.ts';

interface TeamPickProps {
  teams: number;
  team: number | undefined;
  /** Of each: with a dash and the team's number behind it. */
  testId: string;
  busy: boolean;
  pick(team: number): void;
}

/** One dot a team; the own one is filled. */
export function TeamPick({ teams, team, testId, busy, pick }: TeamPickProps) {
  return (
    <span class="team-pick" role="radiogroup" aria-label="Team">
      {Array.from({ length: teams }, (_, index) => (
        // biome-ignore lint/a11y/useSemanticElements: one of a few buttons that act at once, not a form's field
        <button
          key={index}
          type="button"
          role="radio"
          class={index === team ? 'team-dot team-dot-on' : 'team-dot'}
          data-testid={`${testId}-${index}`}
          aria-checked={index === team}
          aria-label={`Team ${teamName(index)}`}
          title={`Team ${teamName(index)}`}
          disabled={busy}
          style={{ '--team': teamColour(index) }}
          onClick={() => index !== team && pick(index)}
        >
          <i />
        </button>
      ))}
    </span>
  );
}
