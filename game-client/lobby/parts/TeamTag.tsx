import { teamColour, teamName } from '../../play/teams.ts';

export function TeamTag({ team }: { team: number }) {
  return (
    <span class="team-tag" style={{ '--team': teamColour(team) }}>
      {teamName(team)}
    </span>
  );
}
