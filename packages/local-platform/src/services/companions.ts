import { join } from 'node:path';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { ownPagesOnly } from '../guard/own-pages.ts';
import { answersHttp } from '../stores/probe.ts';
import { nodeArgs, nodeEnv, publicUrl } from './node-process.ts';

type Environment = ToolchainContext['env'];

/** A process that stands in for somebody else's server beside a service. */
export interface Companion {
  readonly component: (env: Environment) => Component;
  /** What the service that it belongs to gets in its environment. */
  readonly serviceEnv: (instance: InstanceContext) => Record<string, string>;
}

/** By the name that the chart's values give them; each is a package of that name. */
const companions: Readonly<Record<string, Companion>> = {
  'payment-sandbox': paymentSandbox('payment-sandbox'),
};

/** @throws Error when the chart names one that is not here */
export function companionOf(name: string): Companion {
  const companion = companions[name];
  if (companion === undefined) throw new Error(`No companion is called ${name}: see charts/arcade/values.yaml`);
  return companion;
}

const webhookSecret = (instance: InstanceContext) => instance.secret('sandbox-webhook');

/** The payment provider that stands in for a real one: a company of its own with its own ledger. */
function paymentSandbox(name: string): Companion {
  const url = (instance: InstanceContext) => `http://localhost:${instance.port(name, 'http')}`;
  return {
    serviceEnv: (instance) => ({ SANDBOX_URL: url(instance), SANDBOX_WEBHOOK_SECRET: webhookSecret(instance) }),
    component: (env) => ({
      name,
      dependsOn: [],
      ports: ['http'],
      prepare: async (instance) => ({
        command: process.execPath,
        args: [...nodeArgs, ...ownPagesOnly, 'src/main.ts'],
        env: {
          ...nodeEnv(instance, env),
          PORT: String(instance.port(name, 'http')),
          HOST: '127.0.0.1',
          SANDBOX_DATA_DIR: instance.dataDir(name),
          SANDBOX_WEBHOOK_SECRET: webhookSecret(instance),
          SANDBOX_WEBHOOK_URL: `${publicUrl(instance)}/payments/webhooks/sandbox`,
          SANDBOX_PUBLIC_URL: url(instance),
        },
        cwd: join(instance.root, 'packages', name),
      }),
      healthy: (instance) => answersHttp(`http://127.0.0.1:${instance.port(name, 'http')}/healthz`),
    }),
  };
}
