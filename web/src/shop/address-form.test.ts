import { describe, expect, it } from '@jest/globals';
import { addressFaults, addressOf, valuesOf } from './address-form.ts';

const berlin = { recipient: 'Ada', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' };

describe('an address in a form', () => {
  it('is given without what was left empty, and comes back as it was', () => {
    expect(addressOf({ ...berlin, line2: ' ', region: '', phone: '+49 (30) 12-34 567' })).toEqual({
      ...berlin,
      phone: '+49301234567',
    });
    expect(valuesOf(addressOf(berlin))).toEqual(berlin);
  });

  it('is measured by its country’s rules, in words for who fills it in', () => {
    expect(addressFaults(berlin).size).toBe(0);
    expect(addressFaults({ ...berlin, postalCode: '1' }).get('postalCode')).toMatch(/^This is not a postal code .*\.$/);
    const american = {
      recipient: 'Ada',
      line1: '1 Main St',
      city: 'Springfield',
      postalCode: '62701',
      countryCode: 'US',
    };
    expect(addressFaults(american).get('region')).toBe('Give a state.');
  });
});
