/** Places for open streams, so many for each network. */
export interface StreamPlaces {
  /** Takes one and says how to give it back; undefined when the network has no more. */
  take(network: string): (() => void) | undefined;
}

export function createStreamPlaces(perNetwork: number): StreamPlaces {
  const taken = new Map<string, number>();
  const countOf = (network: string) => taken.get(network) ?? 0;
  return {
    take(network) {
      if (countOf(network) >= perNetwork) return undefined;
      taken.set(network, countOf(network) + 1);
      return () => {
        if (countOf(network) > 1) taken.set(network, countOf(network) - 1);
        else taken.delete(network);
      };
    },
  };
}
