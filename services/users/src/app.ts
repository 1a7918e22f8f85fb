import { usersApi } from '@arcade/contracts';
import { createServiceApp, type ServiceOverrides } from '@arcade/messaging';
import { createMongoMessaging, createMongoRuntime } from '@arcade/messaging/mongo';
import { createLoop } from '@arcade/service-defaults';
import { accountCollection } from './accounts/mongo-account-model.ts';
import { auditSubscriptions } from './audit/audit-subscriptions.ts';
import { createMongoAuditTrail } from './audit/mongo-audit-trail.ts';
import { bootstrapAdmin } from './bootstrap-admin.ts';
import type { Config } from './config.ts';
import { usersRoutes } from './routes/users-routes.ts';
import { revocationCollection } from './sessions/mongo-revocation-log.ts';
import { settleForgottenRevocations } from './sessions/settle-revocations.ts';
import { createUsersContext } from './users-context.ts';

/** The users service, ready to be served. */
export async function createUsers(config: Config, overrides: ServiceOverrides = {}) {
  const runtime = await createMongoRuntime('users', config, overrides);
  const { connection, logger } = runtime;
  const trail = await createMongoAuditTrail(connection);
  const messaging = await createMongoMessaging({
    ...runtime,
    collections: [accountCollection, revocationCollection],
    subscriptions: auditSubscriptions(trail),
  });
  const ctx = await createUsersContext(config, { ...runtime, messaging });
  const { accounts, revocations } = ctx;
  await bootstrapAdmin(ctx, config);
  return await createServiceApp(runtime, {
    api: usersApi,
    handlers: {
      ...usersRoutes(ctx),
      readAuditTrail: async ({ query }) => ({ body: await trail.list(query) }),
    },
    messaging,
    // The trail is here, so entries need no event.
    recordAudit: trail.record,
    background: [
      ctx.mailOutbox,
      ctx.resetLoop,
      createLoop('revocations', 10_000, () => settleForgottenRevocations(accounts, revocations), logger),
      createLoop('old revocations', 3_600_000, () => revocations.prune(), logger),
    ],
    close: [async () => ctx.mailer.close()],
  });
}
