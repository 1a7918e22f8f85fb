import type { OperationReport } from './read-report.ts';

/** What came of asking as somebody of a kind. */
export interface Summary {
  readonly operations: number;
  /** Operations that have done at least once what they are for. */
  readonly succeeded: number;
  readonly requests: number;
  readonly checks: number;
  readonly excused: number;
  readonly findings: number;
  /** How often which status came, the lowest first. */
  readonly statuses: readonly (readonly [status: number, count: number])[];
}

export function summaryOf(reports: ReadonlyMap<string, OperationReport>): Summary {
  const all = [...reports.values()];
  const sum = (count: (report: OperationReport) => number) => all.reduce((total, report) => total + count(report), 0);
  const statuses = new Map<number, number>();
  for (const [status, count] of all.flatMap((report) => [...report.statuses])) {
    statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  return {
    operations: reports.size,
    succeeded: all.filter(({ successes }) => successes > 0).length,
    requests: sum(({ requests }) => requests),
    checks: sum(({ checks }) => checks),
    excused: sum(({ excused }) => excused),
    findings: sum(({ findings }) => findings.size),
    statuses: [...statuses].toSorted(([a], [b]) => a - b),
  };
}

/** In two lines for people. */
export const wordsOf = (caller: string, summary: Summary): string =>
  `${caller}: ${summary.operations} operations, ${summary.succeeded} of them succeeded; ${summary.requests} requests, ` +
  `${summary.checks} checks, ${summary.findings} findings, ${summary.excused} refusals by rules beyond schemas\n` +
  `  answers ${summary.statuses.map(([status, count]) => `${status}: ${count}`).join(', ')}\n`;
