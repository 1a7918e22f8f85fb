const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that neither HTML nor XML may have in any spelling. */
const unwritable = /(?![\t\n\r])\p{Cc}/gu;

/** Text as it may stand in HTML and XML, between tags and within quotes. */
export const escapeHtml = (text: string): string =>
  text.replace(unwritable, '').replace(/[&<>"']/g, (found) => entities[found] ?? found);

/** A value as JSON within a script element, which ends at the first `</script` whatever it is part of. */
export const jsonInScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
