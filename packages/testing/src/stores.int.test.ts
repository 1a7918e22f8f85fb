import { afterAll, describe, expect, it } from '@jest/globals';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { connectMongo } from '@arcade/service-defaults/mongo';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { testMongo, testMysql, testRedis, testVhost } from './index.ts';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

describe('testMysql', () => {
  it('gives a schema in which its account may do everything, and no other', async () => {
    const [own, other] = [await testMysql('own'), await testMysql('other')];
    ends.push(own.drop, other.drop);
    const db = connectMysql<never>({ url: own.url, poolSize: 1 });
    ends.push(() => db.destroy());
    await sql`CREATE TABLE t (id INT PRIMARY KEY)`.execute(db);
    await sql`INSERT INTO t VALUES (1)`.execute(db);
    const foreign = new URL(other.url).pathname.slice(1);
    await expect(sql.raw(`CREATE TABLE ${foreign}.t (id INT)`).execute(db)).rejects.toMatchObject({
      code: 'ER_TABLEACCESS_DENIED_ERROR',
    });
  });

  it('leaves nothing after drop', async () => {
    const store = await testMysql('gone');
    await store.drop();
    await store.drop();
    const db = connectMysql<never>({ url: store.url, poolSize: 1 });
    ends.push(() => db.destroy());
    await expect(sql`SELECT 1`.execute(db)).rejects.toMatchObject({ errno: 1045 });
  });
});

describe('testMongo', () => {
  it('gives a database of its own until drop', async () => {
    const store = await testMongo('own');
    const connection = await connectMongo(store.url);
    ends.push(() => connection.close());
    await connection.collection('things').insertOne({ a: 1 });
    expect(await connection.collection('things').countDocuments()).toBe(1);
    await store.drop();
    expect(await connection.collection('things').countDocuments()).toBe(0);
  });
});

describe('testRedis', () => {
  it('gives each test another empty database', async () => {
    const [one, two] = [await testRedis(), await testRedis()];
    ends.push(one.drop, two.drop);
    const [first, second] = [new Redis(one.url), new Redis(two.url)];
    ends.push(async () => [first, second].forEach((redis) => redis.disconnect()));
    await first.set('key', 'value');
    expect(await second.dbsize()).toBe(0);
    expect(await first.get('key')).toBe('value');
  });
});

describe('testVhost', () => {
  it('gives a virtual host that is gone after drop', async () => {
    const vhost = await testVhost('own');
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('q', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await connection.close();
    await vhost.drop();
    await expect(connect(vhost.url)).rejects.toThrow(/ConnectionClose/);
  });
});
