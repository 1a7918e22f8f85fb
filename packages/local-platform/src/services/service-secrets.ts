import type { InstanceContext } from '../context.ts';
import { assertionKeys } from './assertion-keys.ts';

/** The administrator's account that exists from the start. */
export const admin = (instance: InstanceContext) => ({
  email: 'admin@arcade.example',
  password: instance.secret('admin-password').slice(0, 16),
});

/** What the `secrets` of the chart's values are on this machine. */
const values: Readonly<Record<string, (instance: InstanceContext) => string>> = {
  'assertion-private-key': (instance) => assertionKeys(instance).privateKey,
  'bootstrap-admin-email': (instance) => admin(instance).email,
  'bootstrap-admin-password': (instance) => admin(instance).password,
};

/** As the service finds them: `assertion-private-key` is ASSERTION_PRIVATE_KEY. @throws Error for one without a value */
export const secretEnv = (names: readonly string[], instance: InstanceContext): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The secret ${name} of charts/arcade/values.yaml has no value here`);
      return [name.toUpperCase().replaceAll('-', '_'), value(instance)];
    }),
  );
