import { expect, it } from '@jest/globals';
import { readServiceMap } from '@arcade/local-platform/service-map';
import { join } from 'node:path';
import { sqlServices } from './messaging.ts';

it('audits every service that keeps its books in MySQL', () => {
  const services = readServiceMap(join(import.meta.dirname, '../..'));
  const onMysql = services.filter(({ stores }) => stores.includes('mysql')).map(({ name }) => name);
  expect(sqlServices.toSorted()).toEqual(onMysql.toSorted());
});
