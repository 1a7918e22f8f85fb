import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@arcade/service-defaults';
import { Config } from './config.ts';

const env = {
  PORT: '3003',
  DAPR_HTTP_PORT: '3503',
  DAPR_API_TOKEN: 'api',
  APP_API_TOKEN: 'app',
  ASSERTION_PUBLIC_KEY: '{}',
  MYSQL_URL: 'mysql://localhost/carts',
};

describe('the configuration', () => {
  it('has a default for everything that is the shop’s own', () => {
    const config = loadConfig(Config, env);
    expect(config.SHIPPING_RATES.get('USD')).toEqual({ flat: 499, freeFrom: 5000 });
    expect(config).toMatchObject({ CART_IDLE_SECONDS: 2_592_000, CART_GUEST_IDLE_SECONDS: 172_800 });
  });

  it('reads shipping rates with and without a free limit', () => {
    const config = loadConfig(Config, { ...env, SHIPPING_RATES: 'CHF:700,EUR:0:0' });
    expect([...config.SHIPPING_RATES]).toEqual([
      ['CHF', { flat: 700, freeFrom: null }],
      ['EUR', { flat: 0, freeFrom: 0 }],
    ]);
  });

  it('says which shipping rate it does not understand', () => {
    expect(() => loadConfig(Config, { ...env, SHIPPING_RATES: 'USD:4.99' })).toThrow('USD:4.99');
  });
});
