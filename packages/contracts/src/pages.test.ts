import { describe, expect, it } from '@jest/globals';
import { findPage, pages, type PageName } from './pages.ts';

describe('findPage', () => {
  it.each(Object.keys(pages) as PageName[])('finds %s at its own path', (name) => {
    expect(findPage(pages[name].path)).toMatchObject({ name });
  });

  it.each([
    ['/', { name: 'catalogue', params: {} }],
    ['/cart/', { name: 'cart', params: {} }],
    ['/products/p-1', { name: 'product', params: { productId: 'p-1' } }],
    ['/orders/a%2Fb', { name: 'order', params: { orderId: 'a%2Fb' } }],
  ])('finds the page at %s with its parameters', (path, found) => {
    expect(findPage(path)).toEqual(found);
  });

  it.each(['/nothing', '/products', '/products/a/b', '/Cart', '/cart/x'])('finds none at %s', (path) => {
    expect(findPage(path)).toBeUndefined();
  });
});
