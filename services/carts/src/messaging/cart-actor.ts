import { CartId } from '@arcade/contracts';
import type { ActorType } from '@arcade/service-defaults';

/** Actors of this type remind us of idle carts; they hold no state. */
export const cartActorType = 'Cart';

export const cartActor = (onIdle: (cartId: CartId) => Promise<void>): ActorType => ({
  type: cartActorType,
  onReminder: (actorId) => onIdle(CartId.parse(actorId)),
});
