/** Characters that every password has, and those it has at most. */
export const passwordLength = { least: 10, most: 200 } as const;
