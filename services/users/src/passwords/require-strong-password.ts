import { DomainError } from '@arcade/contracts';
import { strengthOf, type PasswordOwner } from '@arcade/contracts/password-strength';

/** @throws DomainError invalid-request that points at the field, when the password is easy to guess */
export function requireStrongPassword(password: string, owner: PasswordOwner, pointer: `/${string}`): void {
  const strength = strengthOf(password, owner);
  if (strength.level !== 'weak') return;
  const { reason: detail } = strength;
  throw new DomainError('invalid-request', detail, { errors: [{ pointer, detail, code: 'weak-password' }] });
}
