import type { Order } from '@arcade/contracts';
import { statusWords } from '../shop/order-words.ts';

export const StatusTag = ({ status }: { status: Order['status'] }) => (
  <span class="tag" data-testid="order-status" data-status={status}>
    {statusWords(status)}
  </span>
);
