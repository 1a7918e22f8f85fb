import { subscriptions, type AuditEntry, type ServiceName } from '@arcade/contracts';
import {
  createAssertionVerifier,
  createAudit,
  createHttpApp,
  mount,
  type Handlers,
  type Operations,
  type ServeOptions,
} from '@arcade/service-defaults';
import type { Router } from 'express';
import { auditOver } from './audit-over.ts';
import { messagingHandlers, type ServiceHandlers } from './messaging-operations.ts';
import type { Messaging } from './messaging.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** What is particular to a service. */
export interface ServiceParts<Api extends Operations> {
  readonly api: Api;
  readonly handlers: ServiceHandlers<Api>;
  readonly messaging: Messaging;
  /** Keeps an entry of the audit trail: it is durable when this returns. Default: an event tells the service that keeps the trail. */
  readonly recordAudit?: (entry: AuditEntry) => Promise<void>;
  /** Beside operations and subscriptions, e.g. of actors. */
  readonly routers?: readonly Router[];
  readonly background: NonNullable<ServeOptions['background']>;
  /** Connections beside the store and the sidecar; closed before them. */
  readonly close?: NonNullable<ServeOptions['close']>;
}

/** For `serve`. */
export type ServiceApp = Required<Pick<ServeOptions, 'app' | 'logger' | 'background' | 'close'>>;

/**
 * Puts a service together. What it asks of others closes after what it keeps.
 * @throws Error when it subscribes to something else than contracts say
 */
export async function createServiceApp<Api extends Operations>(
  { service, config, logger, clock, dapr, store }: ServiceRuntime,
  { api, messaging, recordAudit = auditOver(messaging, service), ...parts }: ServiceParts<Api>,
): Promise<ServiceApp> {
  requireDeclared(service, messaging.topics);
  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const audit = createAudit({ service, record: recordAudit, logger, clock });
  // Types cannot follow that what the one leaves out the other adds.
  const handlers = { ...parts.handlers, ...messagingHandlers(api, messaging) } as unknown as Handlers<Api>;
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [mount(api, handlers, { verifyAssertion, clock, audit }), messaging.routes, ...(parts.routers ?? [])],
    readiness: store.readiness,
  });
  return {
    app,
    logger,
    background: [...messaging.background, ...parts.background, ...store.background],
    close: [...(parts.close ?? []), store.close, () => dapr.close()],
  };
}

/** The broker's scopes and the readers of logs follow from what contracts say. */
function requireDeclared(service: ServiceName, topics: readonly string[]): void {
  const [used, declared] = [topics, subscriptions[service]].map((all) => all.toSorted().join(', '));
  if (used !== declared) {
    throw new Error(
      `${service} subscribes to [${used}], and packages/contracts/src/events/subscribers.ts says [${declared}]`,
    );
  }
}
