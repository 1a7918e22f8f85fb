/** Places for open streams, so many for each network, or for each user who is signed in. */
export interface StreamPlaces {
  /** Takes one and says how to give it back; undefined when the subject has no more. */
  take(subject: string): (() => void) | undefined;
}

export function createStreamPlaces(perSubject: number): StreamPlaces {
  const taken = new Map<string, number>();
  const countOf = (subject: string) => taken.get(subject) ?? 0;
  return {
    take(subject) {
      if (countOf(subject) >= perSubject) return undefined;
      taken.set(subject, countOf(subject) + 1);
      return () => {
        if (countOf(subject) > 1) taken.set(subject, countOf(subject) - 1);
        else taken.delete(subject);
      };
    },
  };
}
