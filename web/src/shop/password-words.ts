import { passwordLength } from '@arcade/contracts';
import type { PasswordStrength } from '@arcade/contracts/password-strength';

export type PasswordLevel = 'none' | 'short' | 'unknown' | PasswordStrength['level'];

/** How a password stands while it is typed; unknown as long as it has not been measured. */
export function levelOf(typed: string, strength: PasswordStrength | undefined): PasswordLevel {
  if (typed === '') return 'none';
  if (typed.length < passwordLength.least) return 'short';
  return strength?.level ?? 'unknown';
}

/** The same in words for who types it. */
export function strengthWords(typed: string, strength: PasswordStrength | undefined): string {
  const level = levelOf(typed, strength);
  switch (level) {
    case 'none':
    case 'unknown':
      return `At least ${passwordLength.least} characters.`;
    case 'short': {
      const missing = passwordLength.least - typed.length;
      return `${missing} more ${missing === 1 ? 'character' : 'characters'}.`;
    }
    case 'weak':
      return `Too easy to guess. ${strength?.level === 'weak' ? strength.reason : ''}`;
    case 'good':
      return 'Good: hard to guess.';
    case 'strong':
      return 'Strong: very hard to guess.';
  }
}
