import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { password, startUsers, type SignedIn, type UsersUnderTest } from './users-under-test.fixture.ts';

let users: UsersUnderTest;
beforeAll(async () => {
  users = await startUsers();
});
afterAll(() => users.stop());
beforeEach(() => void (users.smtp.mails.length = 0));

const anAddress = () => `${newId<string>()}@example.com`;
const ask = ({ identity }: Pick<SignedIn, 'identity'>, newEmail: string, given = password) =>
  call(users.app.origin, usersApi.changeEmail, { identity, body: { newEmail, password: given } });
const confirm = (token: string) => call(users.app.origin, usersApi.confirmEmail, { body: { token } });
const changeToken = async (person: SignedIn, newEmail: string) => {
  expect((await ask(person, newEmail)).status).toBe(202);
  return users.linkedToken(newEmail.toLowerCase(), 'confirm-email');
};
const emailOf = async ({ identity }: SignedIn) =>
  (await call(users.app.origin, usersApi.getProfile, { identity })).body.email;
const mailsTo = (email: string, subject: string) =>
  users.smtp.mails.filter(({ to, text }) => to === email && text.includes(`Subject: ${subject}`));
const stands = async (session: SignedIn) =>
  users.stands(session, (await users.sessions.get(session.sessionHash))?.value);

describe('a change of address', () => {
  it('happens when the link in the new mailbox is opened; the old one is told', async () => {
    const { email, ...person } = await users.signUp();
    const newEmail = anAddress();
    const token = await changeToken(person, newEmail.toUpperCase());
    expect(mailsTo(newEmail, 'Confirm your new address')[0]?.text).toContain(
      `http://localhost:8080/confirm-email#token=${token}`,
    );
    expect(JSON.stringify(await users.accounts.findOne({ email }))).not.toContain(token);
    expect(await emailOf(person)).toBe(email);
    expect((await users.login(newEmail)).status).toBe(401);

    expect(await confirm(token)).toMatchObject({
      status: 200,
      body: { email: newEmail, emailVerified: true },
      headers: { etag: '"2"' },
    });
    expect((await users.login(email)).status).toBe(401);
    expect((await users.login(newEmail)).status).toBe(200);
    expect(await stands(person)).toBe(true);
    await eventually(() => mailsTo(email, 'Your address was changed').length === 1);
    expect(mailsTo(newEmail, 'Your address was changed')).toEqual([]);
    const { event } = await eventually(() =>
      users.dapr.published.find(
        ({ topic, event: { subject } }) => topic === 'users.user-changed' && subject === person.identity.userId,
      ),
    );
    expect(event.data).toMatchObject({ email: newEmail, emailVerified: true, aggregateVersion: 2 });
    expect(await confirm(token)).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
  });

  it('asks for the password, and tells nobody who lacks it which addresses are taken', async () => {
    const [person, other] = [await users.signUp(), await users.register()];
    const wrong = { status: 401, problem: { code: 'invalid-credentials' } };
    expect(await ask(person, anAddress(), 'not the password')).toMatchObject(wrong);
    expect(await ask(person, other.email, 'not the password')).toMatchObject(wrong);
    const taken = { status: 409, problem: { code: 'already-exists' } };
    expect(await ask(person, other.email.toUpperCase())).toMatchObject(taken);
    expect(await ask(person, person.email)).toMatchObject(taken);
    expect(
      (await call(users.app.origin, usersApi.changeEmail, { body: { newEmail: anAddress(), password } })).status,
    ).toBe(401);
  });

  it('makes guessing the password slower', async () => {
    const person = await users.signUp();
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await ask(person, anAddress(), 'a guess')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
  });

  it('gives the old address free, also for its own verification links', async () => {
    const { email, ...person } = await users.signUp();
    const verification = await users.mailedToken(email);
    await confirm(await changeToken(person, anAddress()));
    expect((await call(users.app.origin, usersApi.verifyEmail, { body: { token: verification } })).status).toBe(400);
    expect((await users.register({ email })).status).toBe(201);
  });

  it('ends links for a new password that went to the old address', async () => {
    const { email, ...person } = await users.signUp();
    await call(users.app.origin, usersApi.forgotPassword, { body: { email } });
    const token = await users.linkedToken(email, 'reset-password');
    await confirm(await changeToken(person, anAddress()));
    const body = { token, newPassword: 'another good password' };
    expect((await call(users.app.origin, usersApi.resetPassword, { body })).status).toBe(400);
  });

  it('is refused when somebody else has registered the address meanwhile', async () => {
    const { email, ...person } = await users.signUp();
    const newEmail = anAddress();
    const token = await changeToken(person, newEmail);
    const other = await users.register({ email: newEmail });
    expect(await confirm(token)).toMatchObject({ status: 409, problem: { code: 'already-exists' } });
    expect(await emailOf(person)).toBe(email);
    expect((await users.signIn(newEmail)).identity.userId).toBe(other.body.userId);
    expect(mailsTo(email, 'Your address was changed')).toEqual([]);
  });

  it('of two people to one address at once is one’s', async () => {
    const people = [await users.signUp(), await users.signUp()] as const;
    const newEmail = anAddress();
    const tokens = [await changeToken(people[0], newEmail)];
    expect((await ask(people[1], newEmail)).status).toBe(202);
    tokens.push(await users.linkedToken(newEmail, 'confirm-email', 2));
    const statuses = (await Promise.all(tokens.map(confirm))).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
    const emails = [await emailOf(people[0]), await emailOf(people[1])];
    expect(emails.map((email) => email === newEmail)).toEqual(statuses.map((status) => status === 200));
  });

  it('by one link opened twice at once happens once', async () => {
    const { email, ...person } = await users.signUp();
    const token = await changeToken(person, anAddress());
    const statuses = (await Promise.all([confirm(token), confirm(token)])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400]);
    await eventually(() => mailsTo(email, 'Your address was changed').length === 1);
  });

  it('to another address ends the link to the first', async () => {
    const person = await users.signUp();
    const [first, second] = [anAddress(), anAddress()];
    const token = await changeToken(person, first);
    const other = await changeToken(person, second);
    expect((await confirm(token)).status).toBe(400);
    expect((await confirm(other)).status).toBe(200);
    expect(await emailOf(person)).toBe(second);
  });

  it('ends with its link after a day, and with a new password', async () => {
    const person = await users.signUp();
    const token = await changeToken(person, anAddress());
    const { userId } = person.identity;
    const tokens = { 'emailChange.tokens.0.expiresAt': new Date() };
    await users.amend(userId, { $set: tokens });
    expect(await confirm(token)).toMatchObject({ status: 400, problem: { code: 'invalid-token' } });
    const later = await changeToken(person, anAddress());
    const body = { currentPassword: password, newPassword: 'another good password' };
    await call(users.app.origin, usersApi.changePassword, { identity: person.identity, body });
    expect((await confirm(later)).status).toBe(400);
    expect(await emailOf(person)).toBe(person.email);
  });
});
