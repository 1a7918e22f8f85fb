import { createClient, ProblemError, type Client } from '@arcade/client';
import { cartTokenHeader } from '@arcade/contracts';
import { guestToken } from './guest-token.ts';

const client = createClient({
  baseUrl: '',
  headers: () => {
    const token = guestToken.get();
    return token === undefined ? {} : { [cartTokenHeader]: token };
  },
});

let sessionIsOver = () => undefined as void;
/** Is called when an answer says that nobody is signed in, whatever the page believed. */
export const onSessionOver = (listen: () => void): void => void (sessionIsOver = listen);

/** The shop's API, as this page's session or guest. */
export const api: Client = {
  async call(operation, input, options) {
    try {
      return await client.call(operation, input, options);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'unauthenticated') sessionIsOver();
      throw error;
    }
  },
};
