import type { IncomingMessage } from 'node:http';

/** Services that show a preview of a link that somebody has sent; they take whatever they get. */
const linkPreviews =
  /facebookexternalhit|Twitterbot|Slackbot|LinkedInBot|WhatsApp|Discordbot|TelegramBot|Pinterest|Applebot|SkypeUriPreview/;

/** A person's browser asks for a page, not for data: paths of the web app and of the API are the same. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const { accept = '*/*' } = headers;
  if (accept.startsWith('text/html')) return true;
  return accept.startsWith('*/*') && linkPreviews.test(headers['user-agent'] ?? '');
}
