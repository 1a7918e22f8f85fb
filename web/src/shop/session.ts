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
  await api.call(usersApi.logout).catch(unlessOver);
  await sessionEnded();
}

export async function signOutEverywhere(): Promise<void> {
  await api.call(usersApi.logoutEverywhere).catch(unlessOver);
  await sessionEnded();
}

/** A session that is over already needs no end. */
function unlessOver(error: unknown): void {
  if (!(error instanceof ProblemError) || error.status !== 401) throw error;
}

/** This page goes on as a guest's. */
async function sessionEnded(): Promise<void> {
  user.value = null;
  hint.clear();
  forgetCart();
  openLive();
  await loadCart();
}

/** The account as the server has just told it, when it is the one that is signed in here. */
export function noteUser(changed: User): void {
  if (user.value?.userId === changed.userId) user.value = changed;
}

/** Reads the account again: it may have changed in another tab. */
export async function refreshUser(): Promise<void> {
  noteUser((await api.call(usersApi.getProfile)).body);
}

/** Changes the account as it is now. */
export async function changeProfile(change: Partial<Pick<User, 'firstName' | 'lastName' | 'address'>>): Promise<void> {
  const { etag = '*' } = await api.call(usersApi.getProfile);
  noteUser((await api.call(usersApi.changeProfile, { body: change }, { ifMatch: etag })).body);
}
