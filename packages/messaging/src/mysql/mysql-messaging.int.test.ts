import { describe } from '@jest/globals';
import { connectMysql, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { messagingContract } from '../messaging.contract.ts';
import { positionsContract } from '../positions.contract.ts';
import { messagingMigrations } from './migrations.ts';
import { createMysqlInbox } from './mysql-inbox.ts';
import { newMysqlStore } from './mysql-store.fixture.ts';

describe('messaging over MySQL', () => messagingContract(newMysqlStore));

describe('positions over MySQL', () =>
  positionsContract(async (work) => {
    const { url, drop } = await testMysql('positions');
    const db = connectMysql<never>({ url, poolSize: 1 });
    await migrate(db, messagingMigrations);
    await work(createMysqlInbox(db));
    await db.destroy();
    await drop();
  }));
