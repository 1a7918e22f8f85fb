/** Where to go after signing in: only paths of this shop. */
export const nextPath = (query: Readonly<Record<string, string>>): string => {
  const next = query['next'] ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
};
