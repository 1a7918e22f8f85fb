import { createClient } from '@arcade/client';
import { cartTokenHeader } from '@arcade/contracts';
import { guestToken } from './guest-token.ts';

/** The shop's API, as this page's session or guest. */
export const api = createClient({
  baseUrl: '',
  headers: () => {
    const token = guestToken.get();
    return token === undefined ? {} : { [cartTokenHeader]: token };
  },
});
