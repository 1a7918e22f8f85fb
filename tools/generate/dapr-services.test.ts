import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { setActorHosts, setRetries } from './dapr-services.ts';

const entry = { port: 3000, public: false, web: false, stores: [], secrets: [], companions: [] };
const services = [
  { ...entry, name: 'one', actors: true },
  { ...entry, name: 'two', actors: false },
  { ...entry, name: 'three', actors: true },
];

describe('lists of services in files that are written by hand', () => {
  it('names the hosts of actors, and leaves the rest as it is', () => {
    const file = parseDocument('# Why.\nspec:\n  version: v1 # pinned\nscopes: [gone]\n');
    setActorHosts(file, services);
    expect(file.toString()).toBe('# Why.\nspec:\n  version: v1 # pinned\nscopes: [ one, three ]\n');
  });

  it('tries calls to each service once', () => {
    const file = parseDocument('spec:\n  targets:\n    apps:\n      gone: { retry: once }\n    components: {}\n');
    setRetries(file, services);
    expect(file.toJS()).toEqual({
      spec: {
        targets: { apps: { one: { retry: 'once' }, two: { retry: 'once' }, three: { retry: 'once' } }, components: {} },
      },
    });
  });
});
