/** How an author is shown: the first name and the initial of the last. */
export const shownName = (firstName: string, lastName: string): string => {
  const initial = /^\s*(.)/u.exec(lastName)?.[1];
  return initial === undefined ? firstName.trim() : `${firstName.trim()} ${initial.toUpperCase()}.`;
};

/** For an author whose name has not reached us yet. */
export const namelessAuthor = 'A customer';
