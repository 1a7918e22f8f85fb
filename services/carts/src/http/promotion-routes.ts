import type { cartsApi, EndpointAnswer, PromotionId } from '@arcade/contracts';
import { newId, type Handlers } from '@arcade/service-defaults';
import type { CartsContext } from '../application/carts-context.ts';
import type { Promotion } from '../domain/promotion.ts';
import { requireSound } from '../domain/promotion-terms.ts';

type PromotionHandlers = Pick<Handlers<typeof cartsApi>, 'listPromotions' | 'createPromotion' | 'setPromotionActive'>;
type PromotionView = EndpointAnswer<typeof cartsApi.setPromotionActive>;

export const promotionHandlers = ({ promotions }: Pick<CartsContext, 'promotions'>): PromotionHandlers => ({
  async listPromotions({ query }) {
    const { items, ...rest } = await promotions.list(query);
    return { body: { items: items.map(viewPromotion), ...rest } };
  },
  async createPromotion({ body: { startsAt, endsAt, ...terms } }) {
    const wanted = {
      ...terms,
      promotionId: newId<PromotionId>(),
      startsAt: startsAt === null ? null : new Date(startsAt),
      endsAt: endsAt === null ? null : new Date(endsAt),
      active: true,
    };
    requireSound(wanted);
    const promotion = await promotions.create(wanted);
    return { status: 201, body: viewPromotion(promotion) };
  },
  setPromotionActive: async ({ params, body }) => ({
    body: viewPromotion(await promotions.setActive(params.promotionId, body.active)),
  }),
});

const viewPromotion = ({ scope, startsAt, endsAt, createdAt, ...promotion }: Promotion): PromotionView => ({
  ...promotion,
  scope: { productIds: [...scope.productIds], categories: [...scope.categories] },
  startsAt: startsAt?.toISOString() ?? null,
  endsAt: endsAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
