/** What the tabs of one browser tell each other. */
export type TabNews = 'signed-in' | 'signed-out' | 'cart-changed';

const channel = open();

function open(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel('arcade');
  } catch {
    // Without storage some browsers have no channel either; then each tab is on its own.
    return undefined;
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
export const tellOtherTabs = (news: TabNews): void => channel?.postMessage(news);

export function onOtherTab(listen: (news: TabNews) => void): void {
  channel?.addEventListener('message', ({ data }) => listen(data as TabNews));
}
