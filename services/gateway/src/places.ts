/** Places for what stays open for a while, so many for each subject: somebody signed in, or a network. */
export interface Places {
  /** Takes one and says how to give it back; undefined when the subject has no more. */
  take(subject: string): (() => void) | undefined;
  /** Taken by everybody together. */
  taken(): number;
}

export function createPlaces(perSubject: number): Places {
  const takenBy = new Map<string, number>();
  let total = 0;
  const countOf = (subject: string) => takenBy.get(subject) ?? 0;
  return {
    take(subject) {
      if (countOf(subject) >= perSubject) return undefined;
      takenBy.set(subject, countOf(subject) + 1);
      total += 1;
      return () => {
        total -= 1;
        if (countOf(subject) > 1) takenBy.set(subject, countOf(subject) - 1);
        else takenBy.delete(subject);
      };
    },
    taken: () => total,
  };
}
