/** The token of a mailed link. It stands behind the `#`, which browsers keep to themselves: no server's log has it. */
export const mailedToken = (): string => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
