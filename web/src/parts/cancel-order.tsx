import type { Order } from '@arcade/contracts';
import { mostToCancel } from '../shop/cancel-units.ts';

interface CancelProps {
  /** Opens the question with all units, or those of one line. */
  readonly open: (orderItemId?: string) => void;
}

/** The way to cancel what is not sent, as long as there is one. */
export const CancelOrder = ({ order, open }: CancelProps & { readonly order: Order }) =>
  order.allowedActions.includes('cancel') ? (
    <button type="button" class="wide" onClick={() => open()}>
      {order.fulfilmentStatus === 'UNFULFILLED' ? 'Cancel the order' : 'Cancel what has not been sent'}
    </button>
  ) : null;

/** The same for one line, where that is a choice at all. */
export const CancelLine = ({ item, open }: CancelProps & { readonly item: Order['items'][number] }) =>
  mostToCancel(item) === 0 ? null : (
    <button type="button" class="link" aria-label={`Cancel ${item.name}`} onClick={() => open(item.orderItemId)}>
      Cancel
    </button>
  );
