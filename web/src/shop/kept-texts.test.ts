import { describe, expect, it } from '@jest/globals';
import { createKeptTexts } from './kept-texts.ts';

function storage(): Storage {
  const texts = new Map<string, string>();
  return {
    get length() {
      return texts.size;
    },
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
    clear: () => texts.clear(),
    key: () => null,
  };
}

describe('kept texts', () => {
  it('are in the browser’s storage', () => {
    const browser = storage();
    const texts = createKeptTexts(() => browser);
    texts.set('a', '1');
    expect(browser.getItem('a')).toBe('1');
    expect(texts.get('a')).toBe('1');
    texts.remove('a');
    expect(texts.get('a')).toBeUndefined();
    expect(texts.outlivePage()).toBe(true);
  });

  it('last as long as the page when the browser forbids its storage', () => {
    const texts = createKeptTexts(() => {
      throw new DOMException('Access is denied', 'SecurityError');
    });
    expect(texts.get('a')).toBeUndefined();
    texts.set('a', '1');
    expect(texts.get('a')).toBe('1');
    texts.remove('a');
    expect(texts.get('a')).toBeUndefined();
    expect(texts.outlivePage()).toBe(false);
  });

  it('are told as they were last set, also when the storage is full', () => {
    const browser = storage();
    const texts = createKeptTexts(() => browser);
    texts.set('a', 'old');
    browser.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError');
    };
    texts.set('a', 'new');
    expect(texts.get('a')).toBe('new');
  });
});
