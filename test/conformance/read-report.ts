import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Problem } from '@arcade/contracts';
import { isBeyondSchema, isLongBySpace } from './beyond-schema.ts';

/** What an operation was asked and how it answered. */
export interface OperationReport {
  /** Requests of which the answer was judged. */
  requests: number;
  checks: number;
  /** Requests that have done what the operation is for. */
  successes: number;
  /** Checks that failed because of a rule that no schema can say. */
  excused: number;
  /** How often it answered with each status; 0: not at all. */
  readonly statuses: Map<number, number>;
  /** Each kind of finding once, with a request that shows it. */
  readonly findings: Map<string, string>;
}

interface Bytes {
  readonly $base64: string;
}
type Headers = Readonly<Record<string, readonly string[]>>;
interface Interaction {
  readonly request: { readonly method: string; readonly uri: string; readonly headers: Headers; readonly body?: Bytes };
  readonly response?: { readonly status_code: number; readonly content: Bytes | null };
}
interface Check {
  readonly name: string;
  readonly failure_info?: { readonly failure: { readonly title: string; readonly message: string } };
}
interface Recorder {
  /** The operation, e.g. `GET /orders`. */
  readonly label: string;
  readonly checks?: Readonly<Record<string, readonly Check[]>>;
  readonly interactions?: Readonly<Record<string, Interaction>>;
}
interface Event {
  readonly ScenarioFinished?: { readonly recorder: Recorder };
  readonly NonFatalError?: { readonly label: string; readonly value: { readonly message: string } };
  readonly FatalError?: unknown;
}

/** Reads the events that Schemathesis has written (NDJSON). @returns by operation, e.g. `GET /orders` */
export async function readReport(path: string): Promise<ReadonlyMap<string, OperationReport>> {
  const operations = new Map<string, OperationReport>();
  const reportOf = (label: string) => {
    const report = operations.get(label) ?? emptyReport();
    operations.set(label, report);
    return report;
  };
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { ScenarioFinished: scenario, NonFatalError: error, FatalError: fatal } = JSON.parse(line) as Event;
    if (fatal !== undefined) throw new Error(`Schemathesis failed: ${JSON.stringify(fatal)}`);
    if (error !== undefined) reportOf(error.label).findings.set('It could not be asked', error.value.message);
    if (scenario !== undefined) addScenario(reportOf(scenario.recorder.label), scenario.recorder);
  }
  return operations;
}

const emptyReport = (): OperationReport => ({
  requests: 0,
  checks: 0,
  successes: 0,
  excused: 0,
  statuses: new Map(),
  findings: new Map(),
});

function addScenario(report: OperationReport, { label, checks = {}, interactions = {} }: Recorder): void {
  const [method] = label.split(' ');
  for (const { request, response } of Object.values(interactions)) {
    const status = response?.status_code ?? 0;
    report.statuses.set(status, (report.statuses.get(status) ?? 0) + 1);
    if (request.method === method && status >= 200 && status < 300) report.successes++;
  }
  for (const [id, results] of Object.entries(checks)) {
    report.requests++;
    report.checks += results.length;
    for (const check of results) addFinding(report, check, interactions[id]);
  }
}

function addFinding(
  report: OperationReport,
  { name, failure_info: info }: Check,
  asked: Interaction | undefined,
): void {
  if (info === undefined) return;
  const { title, message } = info.failure;
  if (isExcused(name, message, asked)) {
    report.excused++;
    return;
  }
  const kind = asked?.response?.status_code === 503 ? `${name}: ${title}${whileBusy}` : `${name}: ${title}`;
  if (!report.findings.has(kind)) report.findings.set(kind, `${message}\n${describe(asked)}`);
}

/** Ends the kind of a finding about a 503. */
const whileBusy = ' (while it was busy)';

/** An operation that was asked again because it was busy: all else that was found about it stays found. */
export const askedAgain = (first: OperationReport, again: OperationReport): OperationReport => ({
  ...again,
  findings: new Map([...[...first.findings].filter(([kind]) => !kind.endsWith(whileBusy)), ...again.findings]),
});

function isExcused(check: string, message: string, asked: Interaction | undefined): boolean {
  const [body, answer] = [textOf(asked?.request.body), textOf(asked?.response?.content)];
  if (check === 'positive_data_acceptance' && answer.startsWith('{"'))
    return isBeyondSchema(JSON.parse(answer) as Problem);
  return check === 'negative_data_rejection' && body.startsWith('{') && isLongBySpace(message, body);
}

const shown = 1500;

function describe(asked: Interaction | undefined): string {
  if (asked === undefined) return '';
  const { request, response } = asked;
  const headers = Object.entries(request.headers).map(([name, values]) => `${name}: ${values.join(', ')}`);
  const answer = response === undefined ? 'no answer' : `${response.status_code} ${textOf(response.content)}`;
  const body = textOf(request.body);
  return [`${request.method} ${request.uri}`, ...headers, ...(body === '' ? [] : [body]), `→ ${answer}`]
    .map((part) => part.slice(0, shown))
    .join('\n');
}

const textOf = (bytes: Bytes | null | undefined) => Buffer.from(bytes?.$base64 ?? '', 'base64').toString();
