import type { Figures, Stats } from './figures.ts';
import type { Model } from './model.ts';

/** Numbers and tables as they are printed. */

/** Three digits that count, or a dash where there is no number. */
export function shown(n: number): string {
  if (!Number.isFinite(n)) return '-';
  const digits = Math.abs(n) >= 100 ? 0 : Math.abs(n) >= 10 ? 1 : 2;
  return n.toFixed(digits);
}

export const both = (stats: Stats) => `${shown(stats.mean)} / ${shown(stats.p95)}`;

const score = (brier: number) => (Number.isFinite(brier) ? brier.toFixed(4) : '-');

/** Of several seeds it may be no whole number. */
const count = (many: number) => many.toLocaleString('en', { maximumFractionDigits: 1 });

const percent = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '-');

/** `5v5`, `free-for-all of 8`. */
export function formOf({ size, teams }: Pick<Model, 'size' | 'teams'>): string {
  if (teams === 0) return `free-for-all of ${size}`;
  return new Array(teams).fill(size / teams).join('v');
}

/** A table in Markdown whose columns are straight as text too. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** All figures of a run, or of several together. */
export function reportOf(model: Model, seeds: number, figures: Figures): string {
  const { tickets, matches, players, brier, cpu } = figures;
  const row = (name: string, { mean, p50, p95, p99 }: Stats) => [name, ...[mean, p50, p95, p99].map(shown)];
  const rows = [row('wait, s', figures.wait), row('spread, points', figures.spread)];
  if (model.teams > 0) rows.push(row('team gap, points', figures.gap));
  const of = seeds > 1 ? `means of seeds ${model.seed} to ${model.seed + seeds - 1}` : `seed ${model.seed}`;
  return [
    `${formOf(model)}, ${model.rate} tickets a second for ${model.seconds} s, ${of}`,
    `${count(tickets)} tickets, ${count(matches)} matches of ${shown(players)} players on average`,
    '',
    tableOf(['', 'mean', 'p50', 'p95', 'p99'], rows),
    '',
    `predicted win: Brier ${score(brier.found)}; ${score(brier.right)} if the predictions are exactly right, ${score(brier.even)} if all said even`,
    `unmatched: ${percent(figures.waiting)} of the tickets wait at the end, ${percent(figures.left)} cancelled`,
    `processor: ${shown(cpu.mean)} us a ticket, ${shown(cpu.worst)} us the longest call (the one line that differs from run to run)`,
  ].join('\n');
}
