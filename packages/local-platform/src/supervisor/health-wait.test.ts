import { describe, expect, it } from '@jest/globals';
import type { InstanceContext } from '../context.ts';
import { isHealthy, waitUntilHung } from './health-wait.ts';

// A probe of these tests asks no instance for anything.
const instance = {} as InstanceContext;

describe('waitUntilHung', () => {
  const patient = { probeEveryMs: 1, probes: 3 };
  /** Answers as the letters say, `y` or `n`, then never again. */
  const answering = (letters: string) => {
    const left = letters.split('');
    return { hangLimit: patient, healthy: async () => left.shift() === 'y', asked: () => letters.length - left.length };
  };

  it('waits for several probes in a row without an answer; one answer begins the count anew', async () => {
    const component = answering('ynnynnynnn');
    expect(await waitUntilHung(component, instance, () => false)).toBe('did not answer for 0.003 s');
    expect(component.asked()).toBe(10);
  });

  it('blames nobody who is being stopped', async () => {
    const component = answering('nn');
    expect(await waitUntilHung(component, instance, () => component.asked() === 2)).toBeUndefined();
    const atTheLast = answering('nnn');
    expect(await waitUntilHung(atTheLast, instance, () => atTheLast.asked() === 3)).toBeUndefined();
  });

  it('asks no more once it is over', async () => {
    const component = answering('yyyyyyyy');
    await waitUntilHung(component, instance, () => component.asked() === 2);
    expect(component.asked()).toBe(2);
  });
});

describe('isHealthy', () => {
  it('is what the probe says, and no where it fails', async () => {
    expect(await isHealthy({ healthy: async () => true }, instance)).toBe(true);
    expect(await isHealthy({ healthy: async () => false }, instance)).toBe(false);
    expect(await isHealthy({ healthy: () => Promise.reject(new Error('refused')) }, instance)).toBe(false);
  });

  it('does not wait for a probe that never comes back', async () => {
    expect(await isHealthy({ healthy: () => new Promise(() => {}) }, instance, 10)).toBe(false);
  });
});
