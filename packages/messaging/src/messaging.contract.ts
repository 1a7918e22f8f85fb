import { describe } from '@jest/globals';
import { brokerContract } from './broker.contract.ts';
import { consumingContract } from './consuming.contract.ts';
import { deadLettersContract } from './dead-letters.contract.ts';
import type { NewLogStore } from './messaging-under-test.fixture.ts';
import { producingContract } from './producing.contract.ts';

/** What the event path has to do over any store with transactions. */
export function messagingContract(newStore: NewLogStore): void {
  describe('producing', () => producingContract(newStore));
  describe('consuming', () => consumingContract(newStore));
  describe('dead letters', () => deadLettersContract(newStore));
  describe('through a real broker', () => brokerContract(newStore, newStore));
}
