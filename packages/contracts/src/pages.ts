/** A page of the web app, as the gateway serves it and the web app shows it. */
export interface PageSpec {
  /** With `:name` parameters, e.g. `/orders/:orderId`. */
  readonly path: `/${string}`;
  /** Its name in the browser's tab until the page knows a better one, e.g. a product's. */
  readonly title: string;
  /** Whether search engines may show it: not what is somebody's own, nor a step on the way. */
  readonly indexed: boolean;
}

/** Every page there is. Paths are those of the API where both exist: a browser asks for a page, a program for data. */
export const pages = {
  catalogue: { path: '/', title: 'Things for your room', indexed: true },
  product: { path: '/products/:productId', title: 'A thing for your room', indexed: true },
  cart: { path: '/cart', title: 'Your cart', indexed: false },
  checkout: { path: '/checkout', title: 'Check out', indexed: false },
  orders: { path: '/orders', title: 'Your orders', indexed: false },
  order: { path: '/orders/:orderId', title: 'Your order', indexed: false },
  account: { path: '/account', title: 'Your account', indexed: false },
  addresses: { path: '/account/addresses', title: 'Your addresses', indexed: false },
  'sign-in': { path: '/sign-in', title: 'Sign in', indexed: false },
  register: { path: '/register', title: 'Create an account', indexed: false },
  'forgot-password': { path: '/forgot-password', title: 'Forgotten password', indexed: false },
  'reset-password': { path: '/reset-password', title: 'Set a new password', indexed: false },
  'verify-email': { path: '/verify-email', title: 'Confirm your address', indexed: false },
  'confirm-email': { path: '/confirm-email', title: 'Confirm your new address', indexed: false },
} as const satisfies Readonly<Record<string, PageSpec>>;
export type PageName = keyof typeof pages;

/** What is shown at every other path, with status 404. */
export const notFoundTitle = 'There is nothing here';

export interface FoundPage {
  readonly name: PageName;
  readonly params: Readonly<Record<string, string>>;
}

/** The page at a path (as in a URL, percent-encoded), if there is one. A slash at the end makes no difference. */
export function findPage(path: string): FoundPage | undefined {
  const segments = segmentsOf(path);
  for (const name of Object.keys(pages) as PageName[]) {
    const params = matchSegments(segmentsOf(pages[name].path), segments);
    if (params !== undefined) return { name, params };
  }
  return undefined;
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

function matchSegments(pattern: readonly string[], segments: readonly string[]) {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}
