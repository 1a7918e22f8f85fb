import { DomainError } from '@arcade/contracts';
import type { Config } from './config.ts';
import { register } from './register.ts';
import type { UsersContext } from './users-context.ts';

/**
 * The first administrator, when there is none. An account that has the address already is never promoted: somebody else
 * may have registered it.
 */
export async function bootstrapAdmin(
  ctx: Pick<UsersContext, 'accounts' | 'passwords' | 'mailOutbox' | 'logger'>,
  { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password }: Config,
): Promise<void> {
  if (email === undefined || password === undefined || (await ctx.accounts.hasAdmin())) return;
  const { logger } = ctx;
  try {
    const roles = ['customer', 'admin'] as const;
    const { userId } = await register(ctx, {
      email,
      password,
      firstName: 'Arcade',
      lastName: 'Administrator',
      roles,
      emailVerified: true,
    });
    logger.info({ userId }, 'first administrator created');
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'already-exists') throw error;
    // Another replica was faster, or the address is taken by somebody who is no administrator.
    if (!(await ctx.accounts.hasAdmin())) logger.error('BOOTSTRAP_ADMIN_EMAIL has an ordinary account; choose another');
  }
}
