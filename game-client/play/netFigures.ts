import type { NetReport } from '../net/matchSource.ts';
import type { NetCounts } from '../net/netStats.ts';

/** One line of the net graph; `name` for tests. */
export interface Figure {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** What it means, for who points at it. */
  readonly title: string;
}

/** The net graph's figures in words. */
export function netFigures(report: NetReport, counts: NetCounts, now: number): Figure[] {
  const { hitch } = counts;
  const figures: (Figure | null)[] = [
    figure('round-trip', 'Round trip', ms(report.roundTrip), 'The way to the server and back'),
    figure('jitter', 'Jitter', ms(report.jitter), 'How much later than the fastest nearly all ticks come'),
    report.delay === null
      ? null
      : figure('delay', 'Others shown', `${ms(report.delay)} late`, 'They are shown late, to move evenly'),
    report.lead === null ? null : figure('lead', 'You ahead', ms(report.lead), 'So that your inputs arrive in time'),
    report.early === null ? null : figure('early', 'Inputs', earliness(report), 'How they came for their tick'),
    figure(
      'corrections',
      'Corrected',
      perSecond(counts.corrections),
      'Ticks in which the server made something else of you',
    ),
    figure('bytes', 'In, out', `${Math.round(counts.bytesIn)}, ${Math.round(counts.bytesOut)} B/s`, 'Ticks and inputs'),
    figure('ticks', 'Ticks', `${perSecond(counts.ticks)}, ${counts.missed} missed`, `The newest is ${report.tick}`),
    figure(
      'hitch',
      'Last hitch',
      hitch ? `${hitch.culprit}, ${ms(hitch.ms)}, ${Math.round((now - hitch.at) / 1000)} s ago` : 'none',
      'Whose fault it was (the server, the network, this device), how long, and when',
    ),
  ];
  return figures.filter((one) => one !== null);
}

const figure = (name: string, label: string, value: string, title: string): Figure => ({ name, label, value, title });

function ms(value: number | null): string {
  return value === null ? '–' : `${Math.round(value)} ms`;
}

function perSecond(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)}/s`;
}

function earliness({ early, late }: NetReport): string {
  const word = early! < 0 ? 'late' : 'early';
  return `${ms(Math.abs(early!))} ${word}, ${Math.round(late * 100)} % late`;
}
