import type { Round } from './measure.ts';
import { median, medianInterval, round } from './statistics.ts';

type Part = 'figures' | 'cpu' | 'work';

const namesOf = (rounds: readonly Round[], part: Part): string[] => [
  ...new Set(rounds.flatMap((one) => Object.keys(one[part]))),
];
const valuesOf = (rounds: readonly Round[], part: Part, name: string): number[] =>
  rounds.map((one) => one[part][name] ?? 0);

/** Components that use least are not worth a line. */
const shownComponents = 14;

const dearest = (rounds: readonly Round[]): string[] =>
  namesOf(rounds, 'cpu')
    .toSorted((a, b) => median(valuesOf(rounds, 'cpu', b)) - median(valuesOf(rounds, 'cpu', a)))
    .slice(0, shownComponents);

/** What one Arcade did: medians over the rounds. */
export function printFigures(rounds: readonly Round[]): void {
  const table = (part: Part, names: readonly string[]) =>
    Object.fromEntries(
      names.map((name) => {
        const { low, middle, high } = medianInterval(valuesOf(rounds, part, name));
        return [name, { median: round(middle), 'from (95 %)': round(low), to: round(high) }];
      }),
    );
  printTable('', table('figures', namesOf(rounds, 'figures')));
  printTable('CPU ms by component', table('cpu', dearest(rounds)));
  printTable('work by operation', table('work', namesOf(rounds, 'work')));
}

/** Two Arcades that took turns: medians of both, and of the ratios of each turn. */
export function printComparison(ours: readonly Round[], theirs: readonly Round[]): void {
  const table = (part: Part, names: readonly string[]) =>
    Object.fromEntries(
      names.map((name) => {
        const [here, there] = [valuesOf(ours, part, name), valuesOf(theirs, part, name)];
        const { low, middle, high } = medianInterval(here.map((value, turn) => value / (there[turn] ?? Number.NaN)));
        const ratio = { ratio: round(middle), 'from (95 %)': round(low), to: round(high) };
        return [name, { before: round(median(there)), now: round(median(here)), ...ratio }];
      }),
    );
  const both = [...ours, ...theirs];
  printTable('', table('figures', namesOf(both, 'figures')));
  printTable('CPU ms by component', table('cpu', dearest(both)));
  printTable('work by operation', table('work', namesOf(both, 'work')));
}

function printTable(title: string, rows: Record<string, object>): void {
  if (Object.keys(rows).length === 0) return;
  if (title !== '') console.log(title);
  console.table(rows);
}
