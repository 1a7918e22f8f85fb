import type { Order } from '@arcade/contracts';
import { mostToCancel, type Units } from '../shop/cancel-units.ts';
import { QuantityStepper } from './quantity-stepper.tsx';

interface UnitChoiceProps {
  readonly order: Order;
  readonly chosen: Units;
  readonly choose: (chosen: Units) => void;
}

/** How many units of each line; none is an answer, too. */
export const UnitChoice = ({ order, chosen, choose }: UnitChoiceProps) => (
  <ul class="unit-choice">
    {order.items
      .filter(({ orderItemId }) => chosen.has(orderItemId))
      .map((item) => {
        const most = mostToCancel(item);
        return (
          <li key={item.orderItemId}>
            <span>
              <strong>{item.name}</strong>
              <span class="muted"> {most === 1 ? 'one' : `up to ${most}`}</span>
            </span>
            <QuantityStepper
              quantity={chosen.get(item.orderItemId) ?? 0}
              label={`How many of ${item.name} to cancel`}
              min={0}
              max={most}
              onChange={(units) => choose(new Map([...chosen, [item.orderItemId, units]]))}
            />
          </li>
        );
      })}
  </ul>
);
