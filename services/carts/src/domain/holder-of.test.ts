import { expect, it } from '@jest/globals';
import { Holder, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { holderOf } from './holder-of.ts';

const guest = { userId: null, network: null, boughtBefore: false };

it('a guest is known by the network, and those of unknown ones are known, too', () => {
  const network = 'a'.repeat(22);
  expect(holderOf({ ...guest, network })).toEqual({ trust: 'guest', network });
  expect(Holder.parse(holderOf(guest))).toMatchObject({ trust: 'guest' });
});

it('who has bought before is trusted more than who has signed in', () => {
  const member = { ...guest, userId: newId<UserId>() };
  expect(holderOf(member)).toEqual({ trust: 'member' });
  expect(holderOf({ ...member, boughtBefore: true })).toEqual({ trust: 'buyer' });
});
