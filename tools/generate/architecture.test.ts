import { expect, it } from '@jest/globals';
import { contracts } from '@arcade/contracts';
import { architecture } from './architecture.ts';

const entry = { port: 3000, public: false, web: false, actors: false, secrets: [], companions: [] };

it('shows who lets clients in, every service behind it, and each store once with a line from whoever uses it', () => {
  const picture = architecture([
    { ...entry, name: 'gateway', public: true, stores: [] },
    { ...entry, name: 'users', stores: ['mongodb', 'mail'] },
    { ...entry, name: 'products', stores: ['mongodb'] },
  ]);
  const titles = [...picture.matchAll(/class="title">([^<]+)</g)].map(([, title]) => title);
  expect(titles.filter((title) => !/Dapr|RabbitMQ/.test(title ?? ''))).toEqual([
    'Browser',
    'gateway',
    'users',
    'products',
    'mongodb',
    'mail',
  ]);
  expect(picture.match(/class="data"/g)).toHaveLength(3);
  expect(picture.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(contracts.gateway.about);
});
