import { describe, expect, it } from '@jest/globals';
import { requireStrongPassword } from './require-strong-password.ts';

const ada = { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace' };

describe('requireStrongPassword', () => {
  it('points at the field', () => {
    expect(() => requireStrongPassword('password12', ada, '/newPassword')).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: { errors: [expect.objectContaining({ pointer: '/newPassword', code: 'weak-password' })] },
      }),
    );
  });

  it('lets a good one pass', () => {
    expect(() => requireStrongPassword('correct horse battery', ada, '/password')).not.toThrow();
  });
});
