import type { IncomingMessage } from 'node:http';
import { qualityOfType, qualityValues } from './quality-values.ts';

/** Services that show a preview of a link that somebody has sent; they take whatever they get. */
const linkPreviews =
  /facebookexternalhit|Twitterbot|Slackbot|LinkedInBot|WhatsApp|Discordbot|TelegramBot|Pinterest|Applebot|SkypeUriPreview/;

const isRead = (method: string | undefined) => method === 'GET' || method === 'HEAD';

/**
 * A person's browser asks for a page, not for data: paths of the web app and of the API are the same. A page it is for
 * whoever wants HTML more than JSON; who takes either gets data, like every program that says nothing.
 */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  if (!isRead(method)) return false;
  const { accept } = headers;
  if (accept === undefined) return linkPreviews.test(headers['user-agent'] ?? '');
  const html = qualityOfType(accept, 'text/html');
  const json = qualityOfType(accept, 'application/json');
  if (html > json || (html > 0 && html === json && namesOnlyHtml(accept))) return true;
  return html > 0 && linkPreviews.test(headers['user-agent'] ?? '');
}

function namesOnlyHtml(accept: string): boolean {
  const named = qualityValues(accept);
  return named.has('text/html') && !named.has('application/json');
}

/** Where there is no data, everybody who takes HTML may have the page. */
export const takesPage = ({ method, headers }: IncomingMessage): boolean =>
  isRead(method) && qualityOfType(headers.accept, 'text/html') > 0;
