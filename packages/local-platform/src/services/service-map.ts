import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { storeNames, type StoreName } from '../stores/stores.ts';

const Values = z.object({
  services: z.record(
    z.string(),
    z.object({
      port: z.int(),
      stores: z.array(z.enum(storeNames)),
      companions: z.array(z.string()).default([]),
    }),
  ),
});

/** One service as the chart lists it: folder under `services/`, Dapr app-id, port. */
export interface ServiceEntry {
  readonly name: string;
  readonly port: number;
  readonly stores: readonly StoreName[];
  /** Processes that run beside it, by name. */
  readonly companions: readonly string[];
}

/** The services there are, from the chart's values. @throws Error when that file does not say so */
export function readServiceMap(root: string): readonly ServiceEntry[] {
  const path = join(root, 'charts/arcade/values.yaml');
  const { services } = Values.parse(parse(readFileSync(path, 'utf8')));
  return Object.entries(services).map(([name, entry]) => ({ name, ...entry }));
}
