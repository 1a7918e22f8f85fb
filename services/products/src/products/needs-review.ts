import type { Identity } from '@arcade/contracts';
import type { TrustedMerchants } from '../merchants/mongo-trusted-merchants.ts';

/** Whether somebody has to see this person's changes of products before shoppers do. */
export async function needsReview(
  merchants: Pick<TrustedMerchants, 'find'>,
  { userId, roles }: Pick<Identity, 'userId' | 'roles'>,
): Promise<boolean> {
  return !roles.includes('admin') && !(await merchants.find(userId)).trusted;
}
