import { type Feel, measureFeel } from '../support/feel.ts';
import { NETWORKS } from '../support/network.ts';
import { table } from '../support/table.ts';

/** How Comet Clash feels behind several networks: the real SDK and the real match in virtual time, so always the same figures. */
export function measureFeels(seconds = 60): Feel[] {
  return NETWORKS.map((network) => measureFeel(network, { seconds }));
}

export function feelTable(feels: readonly Feel[] = measureFeels()): string {
  const head = [
    'network',
    'answer, frames',
    'corrected px p99',
    'near others',
    'longest step',
    'stood %',
    'late ms p50',
    'p95',
    'lead ms',
    'inputs late %',
  ];
  const rows = feels.map((feel) => [
    feel.network,
    feel.answerFrames,
    feel.corrections.p99.toFixed(1),
    feel.correctionsNear.p99.toFixed(1),
    `${feel.longestStep.toFixed(2)} x`,
    (100 * feel.stood).toFixed(1),
    feel.delay.p50.toFixed(0),
    feel.delay.p95.toFixed(0),
    feel.lead.toFixed(0),
    (100 * feel.late).toFixed(0),
  ]);
  return table(head, rows);
}
