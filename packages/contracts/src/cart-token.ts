import * as z from 'zod';

/** Guests name their cart in the header `cart-token: <cartId>.<guestToken>`. */
export const cartTokenHeader = 'cart-token';
export const CartToken = z.string().meta({ description: 'A guest’s cart: `<cartId>.<guestToken>`' });
