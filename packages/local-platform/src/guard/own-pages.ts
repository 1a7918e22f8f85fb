/** Arguments for Node: what it runs answers its own pages and programs, and no page of another origin. */
export const ownPagesOnly: readonly string[] = ['--import', new URL('own-pages-only.ts', import.meta.url).href];
