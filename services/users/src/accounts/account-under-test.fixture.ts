import type { UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { openAccount, type Account } from './account.ts';

export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

/** An account opened at second 0 whose address nobody has proven. */
export const anAccount = (change: Partial<Account> = {}): Account => ({
  ...openAccount(
    {
      userId: newId<UserId>(),
      email: 'ada@example.com',
      passwordHash: 'hash-1',
      firstName: 'Ada',
      lastName: 'Lovelace',
      roles: ['customer'],
      emailVerified: false,
    },
    at(0),
  ),
  ...change,
});
