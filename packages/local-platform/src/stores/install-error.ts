/** An installation that a person has to help with. The message says what to do, in a few lines. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
}
