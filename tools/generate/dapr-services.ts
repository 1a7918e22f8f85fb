import { readServiceMap, type ServiceEntry } from '@arcade/local-platform/service-map';
import { readFileSync } from 'node:fs';
import { parseDocument, type Document } from 'yaml';

/** Lists of services in files that are written by hand otherwise: path → new content. */
export function generateDaprServices(): Map<string, string> {
  const services = readServiceMap('.');
  return new Map([
    edited('components/dapr/actors.yaml', (file) => setActorHosts(file, services)),
    edited('components/dapr/resiliency.yaml', (file) => setRetries(file, services)),
  ]);
}

function edited(path: string, change: (file: Document) => void): [string, string] {
  const file = parseDocument(readFileSync(path, 'utf8'));
  change(file);
  return [path, file.toString({ lineWidth: 0 })];
}

export function setActorHosts(file: Document, services: readonly ServiceEntry[]): void {
  const hosts = services.filter(({ actors }) => actors).map(({ name }) => name);
  file.set('scopes', file.createNode(hosts, { flow: true }));
}

/** Whoever calls a service decides about another try. */
export function setRetries(file: Document, services: readonly ServiceEntry[]): void {
  const apps = file.createNode(Object.fromEntries(services.map(({ name }) => [name, {}])));
  file.setIn(['spec', 'targets', 'apps'], apps);
  for (const { name } of services) {
    file.setIn(['spec', 'targets', 'apps', name], file.createNode({ retry: 'once' }, { flow: true }));
  }
}
