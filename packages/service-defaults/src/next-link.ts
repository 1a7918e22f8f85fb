/**
 * Value of the `Link` header (RFC 8288) that leads to the next page of a list: the request's own path and query with
 * the page's cursor in it. It names no host, so it holds behind whatever address the client knows us by.
 */
export function nextLink(requestTarget: string, nextCursor: string): string {
  const { pathname, searchParams } = new URL(`http://service${requestTarget}`);
  searchParams.set('cursor', nextCursor);
  return `<${pathname}?${searchParams.toString()}>; rel="next"`;
}
