import { describe, expect, it } from '@jest/globals';
import { createFailpoints } from './failpoints.ts';

describe('createFailpoints', () => {
  it('does what is asked at the named place only', async () => {
    const failpoints = createFailpoints('orders.after-place=error,carts.x=delay:1');
    await expect(failpoints.hit('orders.after-place')).rejects.toThrow('orders.after-place');
    await expect(failpoints.hit('carts.x')).resolves.toBeUndefined();
    await expect(failpoints.hit('elsewhere')).resolves.toBeUndefined();
  });

  it('refuses a fault that it does not know', () => {
    expect(() => createFailpoints('a=explode')).toThrow('explode');
  });
});
