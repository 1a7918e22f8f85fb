import { createHmac } from 'node:crypto';
import { usersApi } from '@arcade/contracts';
import { ProblemError, type Client } from '@arcade/client';
import type { Catalogue } from './catalogue.ts';
import { createPatientClient } from './patient-client.ts';

export interface SampleAccount {
  readonly role: 'merchant' | 'customer';
  readonly email: string;
  readonly password: string;
}

/** Who acts in the sample shop, signed in. */
export interface People {
  readonly admin: Client;
  /** Merchants and customers by email. */
  readonly of: (email: string) => Client;
  readonly accounts: readonly SampleAccount[];
}

export interface Shop {
  readonly url: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
}

/**
 * Registers the sample people, or finds them registered by an earlier run. Their passwords follow from the
 * administrator's, so that a run that was cut short can be repeated, and nobody else's shop has them.
 */
export async function openAccounts(shop: Shop, { merchants, customers }: Catalogue): Promise<People> {
  const passwordOf = (email: string) =>
    createHmac('sha256', shop.adminPassword).update(email).digest('base64url').replace(/[-_]/g, 'x').slice(0, 12);
  const clients = new Map<string, Client>();
  const accounts: SampleAccount[] = [];
  const admin = await signIn(shop, shop.adminEmail, shop.adminPassword);
  const people = [
    ...merchants.map((person) => ({ ...person, role: 'merchant' as const })),
    ...customers.map((person) => ({ ...person, role: 'customer' as const })),
  ];
  for (const { role, ...person } of people) {
    const account = { role, email: person.email, password: passwordOf(person.email) };
    await register(shop, { ...person, password: account.password, userType: role });
    clients.set(account.email, await signIn(shop, account.email, account.password));
    accounts.push(account);
  }
  const of = (email: string) => {
    const client = clients.get(email);
    if (client === undefined) throw new Error(`${email} is not one of the sample people`);
    return client;
  };
  return { admin, of, accounts };
}

type NewUser = Pick<Catalogue['merchants'][number], 'email' | 'firstName' | 'lastName'> & {
  readonly password: string;
  readonly userType: 'merchant' | 'customer';
};

async function register({ url }: Shop, user: NewUser): Promise<void> {
  try {
    await createPatientClient(url).call(usersApi.registerUser, { body: user });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'already-exists') throw error;
  }
}

async function signIn({ url }: Shop, email: string, password: string): Promise<Client> {
  const { body } = await createPatientClient(url).call(usersApi.login, {
    body: { email, password, delivery: 'token' },
  });
  return createPatientClient(url, body.token);
}
