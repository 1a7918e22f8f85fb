import { ProblemError } from '@arcade/client';
import type { User } from '@arcade/contracts';
import { computed, signal } from '@preact/signals';
import { api } from './api.ts';
import { afterSignIn, forgetCart, loadCart } from './cart.ts';
import { inBrowser } from './kept-texts.ts';
import { openLive } from './live.ts';
import { usersApi } from './operations.ts';
import { tellOtherTabs } from './other-tabs.ts';

/** The cookie is not for scripts to read; this says whether asking who is here is worth it. */
const hint = {
  name: 'arcade.signed-in',
  isSet: () => inBrowser.get(hint.name) !== undefined || !inBrowser.outlivePage(),
  set: () => inBrowser.set(hint.name, '1'),
  clear: () => inBrowser.remove(hint.name),
};

/** `undefined` until it is known. */
export const user = signal<User | null | undefined>(hint.isSet() ? undefined : null);
export const isSignedIn = computed(() => user.value !== null && user.value !== undefined);

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
  tellOtherTabs('signed-in');
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
  tellOtherTabs('signed-out');
}

export async function signOutEverywhere(): Promise<void> {
  await api.call(usersApi.logoutEverywhere).catch(unlessOver);
  await sessionEnded();
  tellOtherTabs('signed-out');
}

/** A session that is over already needs no end. */
function unlessOver(error: unknown): void {
  if (!(error instanceof ProblemError) || error.status !== 401) throw error;
}

/** This page goes on as a guest's. */
export async function sessionEnded(): Promise<void> {
  user.value = null;
  hint.clear();
  forgetCart();
  openLive();
  await loadCart();
}

/** Somebody has signed in in another tab: this one goes on as theirs. */
export async function sessionBegan(): Promise<void> {
  forgetCart();
  openLive();
  await Promise.all([loadUser(), loadCart()]);
}

/** The account as the server has just told it, when it is the one that is signed in here. */
export function noteUser(changed: User): void {
  if (user.value?.userId === changed.userId) user.value = changed;
}

/** Reads the account again: it may have changed, or its session ended, elsewhere. */
export async function refreshUser(): Promise<void> {
  if (isSignedIn.value) noteUser((await api.call(usersApi.getProfile)).body);
}

/** Changes the account as it is now. */
export async function changeProfile(change: Partial<Pick<User, 'firstName' | 'lastName' | 'address'>>): Promise<void> {
  const { etag = '*' } = await api.call(usersApi.getProfile);
  noteUser((await api.call(usersApi.changeProfile, { body: change }, { ifMatch: etag })).body);
}
