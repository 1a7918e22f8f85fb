import { expect, it } from '@jest/globals';
import type { Inbox } from './inbox.ts';

type Positions = Pick<Inbox<never>, 'position' | 'advance' | 'rewind'>;

/** Where catch-up resumes: an event before its position is never fetched again. */
export function positionsContract(withInbox: (work: (inbox: Positions) => Promise<void>) => Promise<void>): void {
  it('keeps for topics together the position of the one that is furthest behind, and of a new one the start', () =>
    withInbox(async (inbox) => {
      expect(await inbox.position(['a', 'b'])).toBe(0);
      await inbox.advance(['a', 'b'], 5);
      await inbox.advance(['a'], 9);
      expect(await inbox.position(['a'])).toBe(9);
      expect(await inbox.position(['a', 'b'])).toBe(5);
      expect(await inbox.position(['a', 'b', 'new'])).toBe(0);
    }));

  it('moves a position on, and back only to the start', () =>
    withInbox(async (inbox) => {
      await inbox.advance(['a', 'b'], 9);
      await inbox.advance(['a'], 5);
      expect(await inbox.position(['a'])).toBe(9);
      await inbox.rewind(['a']);
      expect([await inbox.position(['a']), await inbox.position(['b'])]).toEqual([0, 9]);
    }));
}
