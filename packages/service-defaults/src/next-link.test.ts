import { describe, expect, it } from '@jest/globals';
import { nextLink } from './next-link.ts';

describe('nextLink', () => {
  it('adds the cursor to a list that was asked for without one', () => {
    expect(nextLink('/orders', 'abc')).toBe('</orders?cursor=abc>; rel="next"');
  });

  it('puts the cursor in the place of the last one and keeps everything else as it was', () => {
    expect(nextLink('/orders?scope=mine&cursor=old&limit=2&a=1&a=2', 'new')).toBe(
      '</orders?scope=mine&cursor=new&limit=2&a=1&a=2>; rel="next"',
    );
  });

  it('lets nothing out of the angle brackets', () => {
    const link = nextLink('/things?name=%3E%3B%20rel%3D%22x%22&é=>', 'a>b "c"');
    expect(link).toMatch(/^<[\w/?=&%+.-]+>; rel="next"$/);
    const [, target = ''] = /^<(.+)>/.exec(link) ?? [];
    const { searchParams } = new URL(target, 'https://shop.test');
    expect([...searchParams]).toEqual([
      ['name', '>; rel="x"'],
      ['é', '>'],
      ['cursor', 'a>b "c"'],
    ]);
  });
});
