import { DomainError, PromotionId } from '@arcade/contracts';
import { cursorCodec } from '@arcade/service-defaults';
import { isDuplicateKey } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { PromotionRepository } from '../application/promotion-repository.ts';
import type { Promotion } from '../domain/promotion.ts';
import { promotionOfRow } from './rows.ts';
import type { CartsTables, PromotionsTable } from './tables.ts';

/** Ids sort by creation, so the last one says where a page ended. */
const cursors = cursorCodec('promotions.v1', PromotionId);

export const createMysqlPromotionRepository = (db: Kysely<CartsTables>): PromotionRepository => ({
  async create(promotion) {
    await insert(db, promotion).catch((error: unknown) => {
      if (isDuplicateKey(error)) throw new DomainError('already-exists', `There is a code ${promotion.code} already`);
      throw error;
    });
    return await byId(db, promotion.promotionId);
  },
  async setActive(promotionId, active) {
    await db
      .updateTable('promotions')
      .set({ active: active ? 1 : 0 })
      .where('promotion_id', '=', promotionId)
      .execute();
    return await byId(db, promotionId);
  },
  async list({ cursor, limit }) {
    let query = db
      .selectFrom('promotions')
      .selectAll()
      .orderBy('promotion_id', 'desc')
      .limit(limit + 1);
    if (cursor !== undefined) query = query.where('promotion_id', '<', cursors.decode(cursor));
    const rows = await query.execute();
    const items = rows.slice(0, limit).map(promotionOfRow);
    const last = items.at(-1);
    return {
      items,
      ...(rows.length > limit && last !== undefined ? { nextCursor: cursors.encode(last.promotionId) } : {}),
    };
  },
  async findByCode(code, userId) {
    const { rows } = await sql<PromotionsTable & { readonly used_by_user: string }>`SELECT p.*,
        (SELECT COUNT(*) FROM promotion_uses u WHERE u.promotion_id = p.promotion_id AND u.user_id = ${userId}) AS used_by_user
      FROM promotions p WHERE p.code = ${code}`.execute(db);
    const [row] = rows;
    return row === undefined ? undefined : { ...promotionOfRow(row), timesUsedByUser: Number(row.used_by_user) };
  },
});

const insert = (db: Kysely<CartsTables>, promotion: Parameters<PromotionRepository['create']>[0]) =>
  db
    .insertInto('promotions')
    .values({
      promotion_id: promotion.promotionId,
      code: promotion.code,
      description: promotion.description,
      rule: JSON.stringify(promotion.rule),
      scope: JSON.stringify(promotion.scope),
      minimum_amount: promotion.minimumSubtotal === null ? null : String(promotion.minimumSubtotal.amount),
      minimum_currency: promotion.minimumSubtotal?.currencyCode ?? null,
      starts_at: promotion.startsAt,
      ends_at: promotion.endsAt,
      usage_limit: promotion.usageLimit,
      usage_limit_per_user: promotion.usageLimitPerUser,
      stackable: promotion.stackable ? 1 : 0,
      active: promotion.active ? 1 : 0,
      times_used: 0,
      created_at: sql<Date>`NOW(3)`,
    })
    .execute();

/** @throws DomainError not-found */
async function byId(db: Kysely<CartsTables>, promotionId: PromotionId): Promise<Promotion> {
  const row = await db.selectFrom('promotions').selectAll().where('promotion_id', '=', promotionId).executeTakeFirst();
  if (row === undefined) throw new DomainError('not-found');
  return promotionOfRow(row);
}
