import { usersApi } from '@arcade/contracts';
import { createMongoMessaging } from '@arcade/messaging/mongo';
import {
  createAssertionVerifier,
  createAudit,
  createDapr,
  createFailpoints,
  createHttpApp,
  createLogger,
  createLoop,
  mount,
  systemClock,
  type Clock,
  type Dapr,
} from '@arcade/service-defaults';
import { connectMongo } from '@arcade/service-defaults/mongo';
import { accountCollection } from './accounts/mongo-account-model.ts';
import { auditSubscriptions } from './audit/audit-subscriptions.ts';
import type { AuditQuery } from './audit/audit-trail.ts';
import { createMongoAuditTrail } from './audit/mongo-audit-trail.ts';
import { bootstrapAdmin } from './bootstrap-admin.ts';
import type { Config } from './config.ts';
import { usersRoutes } from './routes/users-routes.ts';
import { revocationCollection } from './sessions/mongo-revocation-log.ts';
import { settleForgottenRevocations } from './sessions/settle-revocations.ts';
import { createUsersContext } from './users-context.ts';

/** The users service, ready to be served. */
export async function createUsers(config: Config, overrides: { clock?: Clock; dapr?: Dapr } = {}) {
  const { clock = systemClock } = overrides;
  const logger = createLogger('users', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const connection = await connectMongo(config.MONGODB_URL);
  const failpoints = createFailpoints(config.ARCADE_FAILPOINTS);
  const collections = [accountCollection, revocationCollection];
  const trail = await createMongoAuditTrail(connection);
  const messaging = await createMongoMessaging({
    service: 'users',
    connection,
    collections,
    subscriptions: auditSubscriptions(trail),
    dapr,
    logger,
    clock,
    failpoints,
  });
  const ctx = await createUsersContext(config, { connection, dapr, messaging, failpoints, logger });
  const { accounts, revocations } = ctx;
  await bootstrapAdmin(ctx, config);
  const verifyAssertion = await createAssertionVerifier(config.ASSERTION_PUBLIC_KEY);
  const handlers = {
    ...usersRoutes(ctx),
    readAuditTrail: async ({ query }: { query: AuditQuery }) => ({ body: await trail.list(query) }),
    readUserEvents: messaging.readEvents,
    listUserDeadLetters: messaging.listDeadLetters,
    replayUserDeadLetter: messaging.replayDeadLetter,
  };
  // The trail is here, so entries need no event.
  const audit = createAudit({ service: 'users', record: trail.record, logger, clock });
  const app = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [messaging.routes, mount(usersApi, handlers, { verifyAssertion, clock, audit })],
    readiness: { mongodb: () => accounts.now() },
  });
  return {
    app,
    logger,
    background: [
      ...messaging.background,
      ctx.mailOutbox,
      ctx.resetLoop,
      createLoop('revocations', 10_000, () => settleForgottenRevocations(accounts, revocations), logger),
      createLoop('old revocations', 3_600_000, () => revocations.prune(), logger),
    ],
    close: [async () => ctx.mailer.close(), () => connection.close(), () => dapr.close()],
  };
}
