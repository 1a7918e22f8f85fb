import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@arcade/contracts';
import { nextState, type StateMachine } from './state-machine.ts';

const door: StateMachine<'open' | 'shut' | 'gone', 'close' | 'open' | 'remove'> = {
  open: { close: 'shut' },
  shut: { open: 'open', remove: 'gone' },
  gone: {},
};

const refusal = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('It was not refused');
};

describe('nextState', () => {
  it('is what the table says', () => {
    expect(nextState(door, 'open', 'close')).toBe('shut');
    expect(nextState(door, 'shut', 'remove')).toBe('gone');
  });

  it.each([
    ['shut', 'close', ['open', 'remove']],
    ['gone', 'open', []],
  ] as const)('refuses in %s to %s, and says what is allowed', (state, event, allowed) => {
    const { code, fields, message } = refusal(() => nextState(door, state, event));
    expect({ code, fields, message }).toEqual({
      code: 'illegal-transition',
      fields: { state, allowed },
      message: `${event} is not possible in ${state}`,
    });
  });
});
