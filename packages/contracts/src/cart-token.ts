/** Guests name their cart in the header `cart-token: <cartId>.<guestToken>`. */
export const cartTokenHeader = 'cart-token';
