import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '@arcade/service-defaults';
import { createAnnouncer, type Announcer } from './announce-stock.ts';

describe('createAnnouncer', () => {
  let looks: number;
  let announcer: Announcer;
  beforeEach(async () => {
    jest.useFakeTimers();
    looks = 0;
    announcer = createAnnouncer(
      async () => {
        looks++;
        return 0;
      },
      100,
      createLogger('inventory', 'silent'),
    );
    announcer.start();
    await jest.advanceTimersByTimeAsync(0);
  });
  afterEach(async () => {
    await announcer.stop();
    jest.useRealTimers();
  });

  it('tells of all changes within the delay at once, after it', async () => {
    expect(looks).toBe(1);
    announcer.soon();
    await jest.advanceTimersByTimeAsync(60);
    announcer.soon();
    announcer.soon();
    await jest.advanceTimersByTimeAsync(39);
    expect(looks).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(looks).toBe(2);
    announcer.soon();
    await jest.advanceTimersByTimeAsync(100);
    expect(looks).toBe(3);
  });

  it('looks by itself every ten seconds', async () => {
    await jest.advanceTimersByTimeAsync(9999);
    expect(looks).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(looks).toBe(2);
  });

  it('tells nothing more once it is stopped', async () => {
    announcer.soon();
    await announcer.stop();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(looks).toBe(1);
  });
});
