import { ProblemError } from '@arcade/client';
import { usersApi, type User } from '@arcade/contracts';
import { computed, signal } from '@preact/signals';
import { api } from './api.ts';
import { afterSignIn, forgetCart, loadCart } from './cart.ts';
import { openLive } from './live.ts';

/** `undefined` until it is known. */
export const user = signal<User | null | undefined>(undefined);
export const isSignedIn = computed(() => user.value !== null && user.value !== undefined);

/** The cookie is not for scripts to read; this says whether asking who is here is worth it. */
const hint = {
  name: 'arcade.signed-in',
  isSet: () => localStorage.getItem(hint.name) !== null,
  set: () => localStorage.setItem(hint.name, '1'),
  clear: () => localStorage.removeItem(hint.name),
};

export async function loadUser(): Promise<void> {
  if (!hint.isSet()) {
    user.value = null;
    return;
  }
  try {
    user.value = (await api.call(usersApi.getProfile)).body;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) hint.clear();
    else console.error(error);
    user.value = null;
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  const { body } = await api.call(usersApi.login, { body: { email, password } });
  user.value = body.user;
  hint.set();
  openLive();
  await afterSignIn();
}

export async function register(form: {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
}): Promise<void> {
  await api.call(usersApi.registerUser, { body: form });
  await signIn(form.email, form.password);
}

export async function signOut(): Promise<void> {
  await api.call(usersApi.logout).catch((error: unknown) => {
    // A session that is over already needs no end.
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
  });
  user.value = null;
  hint.clear();
  forgetCart();
  openLive();
  await loadCart();
}
