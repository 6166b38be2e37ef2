// First: what comes after it makes schemas.
import './lobby/jitless.ts';

import { render } from 'preact';
import { App } from './lobby/App.tsx';
import { LobbyProvider, startLobby } from './lobby/state/lobby.ts';
import './lobby/styles/theme.css';
import './lobby/styles/controls.css';
import './lobby/styles/sky.css';
import './lobby/styles/glyph.css';
import './lobby/styles/home.css';
import './lobby/styles/rooms.css';
import './lobby/styles/filters.css';
import './lobby/styles/queue.css';
import './lobby/styles/invite.css';
import './lobby/styles/room.css';
import './lobby/styles/seats.css';
import './lobby/styles/seat-controls.css';
import './lobby/styles/teams.css';
import './lobby/styles/menu.css';
import './lobby/styles/side.css';
import './lobby/styles/setup.css';
import './lobby/styles/people.css';
import './lobby/styles/chat.css';
import './lobby/styles/chat-form.css';
import './lobby/styles/series.css';
import './lobby/styles/countdown.css';
import './lobby/styles/gathering.css';
import './lobby/styles/match.css';
import './lobby/styles/results.css';
import './lobby/styles/records.css';
import './lobby/styles/history.css';
import './lobby/styles/replay.css';
import './lobby/styles/drawer.css';
import './lobby/styles/notices.css';

const lobby = startLobby(window);
render(
  <LobbyProvider value={lobby}>
    <App />
  </LobbyProvider>,
  document.getElementById('app')!,
);
