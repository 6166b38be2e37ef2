/** Line drawings on a grid of 24, in the colour of the text around them. */
const PATHS = {
  crown: 'M4 18h16M4 15l-1-9 5.5 4L12 4l3.5 6L21 6l-1 9z',
  check: 'M4.5 12.5l5 5L19.5 7',
  link: 'M10 14a4.5 4.5 0 0 0 6.4 0l3-3a4.5 4.5 0 0 0-6.4-6.4l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1-1',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  share: 'M12 15V4M8 7.5l4-4 4 4M5 12v8h14v-8',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  unlock: 'M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.8-1.2',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18',
  bot: 'M5 9h14v10H5zM12 9V5M9.5 13.5v1M14.5 13.5v1M2.5 13v3M21.5 13v3M12 4.6a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4z',
  leave: 'M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5',
  bolt: 'M13.5 3L5 13.5h6.2L10 21l9-11.500h-6.500z',
  plus: 'M12 5v14M5 12h14',
  cross: 'M6 6l12 12M18 6L6 18',
  play: 'M7 4.5l13 7.5-13 7.5z',
  again: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4 3.5V8h4.5',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  signal: 'M4 18v-3M9 18v-6M14 18V9M19 18V5',
  pen: 'M4 20l1-4L16.5 4.5l3 3L8 19z',
  chat: 'M4 5h16v11h-8.5L7 20v-4H4zM8.5 10.5h7',
  send: 'M4 12l16-7-6 15-3-6.5zM11 13.5L20 5',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  mute: 'M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9.5l5 5m0-5l-5 5',
  sound: 'M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9a4.5 4.5 0 0 1 0 6',
  swap: 'M4 8.5h14M14.5 5L18 8.5 14.5 12M20 15.5H6M9.5 12L6 15.5 9.5 19',
  ban: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12',
  people:
    'M9 11a3.2 3.2 0 1 0 0-6.400A3.2 3.2 0 0 0 9 11zM3 19.5c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5M16 5a3 3 0 0 1 0 5.8M17.5 14.5c2.2.7 3.5 2.300 3.5 5',
  tune: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  sit: 'M7 4v9h10M7 13v7M17 13v7M4 20h16',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c0-4 3-6.500 7.500-6.500s7.500 2.500 7.500 6.500',
  back: 'M14.5 5l-7 7 7 7',
  pause: 'M8.5 5v14M15.5 5v14',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  letter: 'M3.5 6h17v12h-17zM4 7l8 6.5L20 7',
  trophy: 'M7.5 4h9v6a4.5 4.5 0 0 1-9 0zM7.5 6H4c0 3 1 4.5 3.5 5M16.5 6H20c0 3-1 4.5-3.5 5M12 14.5V18M8.5 20h7',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
