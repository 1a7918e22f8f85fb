import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressBookLimit, usersApi, type AddressId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { startUsers, type SignedIn, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());

const doha = (line1 = '1 Corniche') => ({ recipient: 'Ada', line1, city: 'Doha', countryCode: 'QA' });
type Who = Pick<SignedIn, 'identity'>;
const add = ({ identity }: Who, line1?: string, more: { isDefault?: boolean; idempotencyKey?: string } = {}) => {
  const { isDefault, idempotencyKey } = more;
  const body = { address: doha(line1), ...(isDefault === undefined ? {} : { isDefault }) };
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  return call(users.app.origin, usersApi.addAddress, { identity, body, ...key });
};
const list = async ({ identity }: Who) =>
  (await call(users.app.origin, usersApi.listAddresses, { identity })).body.items;
const get = ({ identity }: Who, addressId: AddressId) =>
  call(users.app.origin, usersApi.getAddress, { identity, params: { addressId } });
const profile = async ({ identity }: Who) => (await call(users.app.origin, usersApi.getProfile, { identity })).body;

describe('the address book', () => {
  it('begins empty; its only address is the default and the profile’s', async () => {
    const ada = await users.signUp();
    expect(await list(ada)).toEqual([]);
    const added = await add(ada);
    expect(added).toMatchObject({ status: 201, body: { address: doha(), isDefault: true } });
    expect((await profile(ada)).address).toEqual(doha());
    await add(ada, '2 Corniche');
    expect((await list(ada)).map(({ isDefault }) => isDefault)).toEqual([true, false]);
    const third = await add(ada, '3 Corniche', { isDefault: true });
    expect((await list(ada)).map(({ isDefault }) => isDefault)).toEqual([false, false, true]);
    expect((await profile(ada)).address).toEqual(doha('3 Corniche'));
    expect(third.headers['location']).toBe(`/users/addresses/${third.body.addressId}`);
  });

  it('keeps a repeated one once', async () => {
    const ada = await users.signUp();
    const idempotencyKey = newId<string>();
    const [first, again] = [await add(ada, 'x', { idempotencyKey }), await add(ada, 'x', { idempotencyKey })];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await list(ada)).toHaveLength(1);
  });

  it('changes and forgets only what its owner has read', async () => {
    const ada = await users.signUp();
    const {
      body: { addressId },
    } = await add(ada);
    const params = { addressId };
    const { identity } = ada;
    const read = await get(ada, addressId);
    const etag = String(read.headers['etag']);
    const body = { address: doha('new') };
    const change = (ifMatch?: string) =>
      call(users.app.origin, usersApi.changeAddress, {
        identity,
        params,
        body,
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
    expect((await change()).status).toBe(428);
    expect(await change(etag)).toMatchObject({ status: 200, body: { address: doha('new') } });
    expect((await change(etag)).status).toBe(412);
    expect((await profile(ada)).address).toEqual(doha('new'));
    const remove = (ifMatch: string) => call(users.app.origin, usersApi.removeAddress, { identity, params, ifMatch });
    expect((await remove(etag)).status).toBe(412);
    expect((await remove(String((await get(ada, addressId)).headers['etag']))).status).toBe(204);
    expect((await profile(ada)).address).toBeNull();
    expect((await get(ada, addressId)).status).toBe(404);
  });

  it('is nobody else’s', async () => {
    const [ada, eve] = [await users.signUp(), await users.signUp()];
    const {
      body: { addressId },
    } = await add(ada);
    const call2 = { identity: eve.identity, params: { addressId } };
    expect((await get(eve, addressId)).status).toBe(404);
    expect((await call(users.app.origin, usersApi.removeAddress, { ...call2, ifMatch: '*' })).status).toBe(404);
    expect(
      (await call(users.app.origin, usersApi.setDefaultAddress, { ...call2, body: { isDefault: true } })).status,
    ).toBe(404);
    expect(await list(ada)).toHaveLength(1);
  });

  it('has room for twenty, also when many come at once', async () => {
    const ada = await users.signUp();
    const some = (count: number) => Promise.all(Array.from({ length: count }, (_, i) => add(ada, `${i} Street`)));
    for (let i = 0; i < 6; i++) await some(3);
    const last = await some(4);
    expect(last.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(2);
    while ((await list(ada)).length < addressBookLimit) expect((await add(ada)).status).toBe(201);
    expect(await add(ada)).toMatchObject({ status: 409, problem: { code: 'address-book-full', limit: 20 } });
    expect(await list(ada)).toHaveLength(addressBookLimit);
  });

  it('has the address of the profile as its default, also of who had one before there were books', async () => {
    const ada = await users.signUp();
    const old = { line1: '1 Street', city: 'London', postalCode: 'x', countryCode: 'UK' };
    await users.amend(ada.identity.userId, { $set: { 'profile.address': old } });
    expect((await profile(ada)).address).toEqual(old);
    const [first] = await list(ada);
    expect(first).toMatchObject({ address: old, isDefault: true });
    const { identity } = ada;
    const change = (address: ReturnType<typeof doha> | null) =>
      call(users.app.origin, usersApi.changeProfile, { identity, body: { address }, ifMatch: '*' });
    expect((await change(doha())).status).toBe(200);
    expect(await list(ada)).toMatchObject([{ addressId: first?.addressId, address: doha(), isDefault: true }]);
    expect((await change(null)).body.address).toBeNull();
    expect(await list(ada)).toMatchObject([{ address: doha(), isDefault: false }]);
    const params = { addressId: first?.addressId as AddressId };
    await call(users.app.origin, usersApi.setDefaultAddress, { identity, params, body: { isDefault: true } });
    expect((await profile(ada)).address).toEqual(doha());
  });

  it('says in the country’s words what is missing, and where', async () => {
    const { identity } = await users.signUp();
    const body = { address: { line1: '1 Street', city: 'Springfield', countryCode: 'US' } };
    const refused = await call(users.app.origin, usersApi.addAddress, { identity, body });
    expect(refused.problem).toMatchObject({
      status: 400,
      errors: [
        { pointer: '/address/region', detail: 'Give a state' },
        { pointer: '/address/postalCode', detail: 'Give a ZIP code, such as 95014' },
      ],
    });
  });
});
