import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { storeNames } from '../stores/stores.ts';

const Entry = z.object({
  port: z.int(),
  public: z.boolean().default(false),
  web: z.boolean().default(false),
  actors: z.boolean().default(false),
  stores: z.array(z.enum(storeNames)).default([]),
  secrets: z.array(z.string()).default([]),
  companions: z.array(z.string()).default([]),
});

const Values = z.object({ services: z.record(z.string(), Entry) });

/** One service as the chart lists it, by folder under `services/`, which is also its Dapr app-id. */
export interface ServiceEntry extends Readonly<z.infer<typeof Entry>> {
  readonly name: string;
}

/** One of the equal processes of a service: its component is `orders`, a further one's `orders-2`. */
export interface ServiceProcess extends ServiceEntry {
  readonly process: string;
}

/** As many processes of each service as asked for, by default one. */
export const serviceProcesses = (
  services: readonly ServiceEntry[],
  replicas: Readonly<Record<string, number>>,
): readonly ServiceProcess[] =>
  services.flatMap((entry) =>
    Array.from({ length: replicas[entry.name] ?? 1 }, (_, index) => ({
      ...entry,
      process: index === 0 ? entry.name : `${entry.name}-${index + 1}`,
    })),
  );

/** The services there are, from the chart's values. @throws Error when that file does not say so */
export function readServiceMap(root: string): readonly ServiceEntry[] {
  const path = join(root, 'charts/arcade/values.yaml');
  const { services } = Values.parse(parse(readFileSync(path, 'utf8')));
  return Object.entries(services).map(([name, entry]) => ({ name, ...entry }));
}

/** The service that clients reach. @throws Error when it is not one */
export function publicService(services: readonly ServiceEntry[]): ServiceEntry {
  const [found, ...others] = services.filter((service) => service.public);
  if (found === undefined || others.length > 0)
    throw new Error('charts/arcade/values.yaml has to mark one service `public`');
  return found;
}
