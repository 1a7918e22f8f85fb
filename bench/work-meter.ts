import { contracts, serviceNames } from '@arcade/contracts';
import type { Platform } from '@arcade/local-platform';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { round } from './statistics.ts';

/** What an operation makes the services and their database do, e.g. `{ requests: 12.5, … }`. */
export type Work = Readonly<Record<string, number>>;

export interface WorkMeter {
  /** Begins to count; the answer tells what each operation has caused since then. */
  readonly start: () => Promise<(operations: number) => Promise<Work>>;
}

/** Those that answer requests behind their sidecars. */
const services = serviceNames.filter((name) => Object.keys(contracts[name].api).length > 0);
const metrics: Readonly<Record<string, string>> = {
  requests: 'http_request_duration_seconds_count',
  'events published': 'events_published_total',
  'events received': 'events_received_total',
};
const variables: Readonly<Record<string, string>> = { 'SQL statements': 'Questions', commits: 'Com_commit' };

export function createWorkMeter({ port, env }: Pick<Platform, 'port' | 'env'>): WorkMeter {
  const readServices = async (): Promise<Work> => {
    const pages = await Promise.all(
      services.map(async (service) => (await fetch(`http://127.0.0.1:${port(service, 'http')}/metrics`)).text()),
    );
    const lines = pages.flatMap((page) => page.split('\n'));
    const sumOf = (metric: string) =>
      lines
        .filter((line) => line.startsWith(`${metric}{`))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    return Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, sumOf(metric)]));
  };
  const readDatabase = async (): Promise<Work> => {
    const connection = await createConnection(env['ARCADE_MYSQL_URL'] ?? '');
    try {
      const [rows] = await connection.query<RowDataPacket[]>('SHOW GLOBAL STATUS');
      const all = new Map(rows.map((row) => [String(row['Variable_name']), Number(row['Value'])]));
      return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, all.get(variable) ?? 0]));
    } finally {
      await connection.end();
    }
  };
  const read = async (): Promise<Work> => ({ ...(await readServices()), ...(await readDatabase()) });
  return {
    async start() {
      const before = await read();
      return async (operations) => {
        const after = Object.entries(await read());
        return Object.fromEntries(
          after.map(([name, count]) => [name, round((count - (before[name] ?? 0)) / operations)]),
        );
      };
    },
  };
}
