import { addressLines } from '@arcade/addresses';
import type { SavedAddress, User } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { addressDraft } from '../shop/address-draft.ts';
import { addressFaults, addressOf, valuesOf, type GivenAddress } from '../shop/address-form.ts';
import { AddressFields } from './address-fields.tsx';

type Values = Readonly<Record<string, string>>;
type Buyer = Pick<User, 'firstName' | 'lastName'>;

const another = 'another';
const nameOf = ({ firstName, lastName }: Buyer) => `${firstName} ${lastName}`.trim();
const isAnother = ({ deliverTo = another }: Values) => deliverTo === another;

interface DeliveryFormProps {
  readonly book: readonly SavedAddress[];
  readonly buyer: Buyer;
  readonly errors: ReadonlyMap<string, string>;
}

/** Where an order goes: to an address of the book, or to another one. */
export function DeliveryForm({ book, buyer, errors }: DeliveryFormProps) {
  const [typed] = useState(() => addressDraft.get() ?? {});
  const [chosen, setChosen] = useState(() => choiceOf(book, typed));
  return (
    <>
      {book.length > 0 && (
        <fieldset>
          <legend class="hidden">Address</legend>
          {book.map(({ addressId, address }) => {
            const [first = '', ...more] = addressLines(address, navigator.language);
            return (
              <Choice key={addressId} value={addressId} chosen={chosen} choose={setChosen} title={first}>
                {more.join(', ')}
              </Choice>
            );
          })}
          <Choice value={another} chosen={chosen} choose={setChosen} title="Another address" />
        </fieldset>
      )}
      {chosen === another && (
        <>
          <AddressFields values={{ recipient: nameOf(buyer), ...typed }} errors={errors} />
          <label class="choice">
            <input type="checkbox" name="isKept" value="yes" defaultChecked={typed['isKept'] !== ''} />
            <span>Keep it in my address book</span>
          </label>
        </>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly chosen: string;
  readonly choose: (value: string) => void;
  readonly title: string;
  readonly children?: string;
}

const Choice = ({ value, chosen, choose, title, children }: ChoiceProps) => (
  <label class="choice">
    <input type="radio" name="deliverTo" value={value} checked={value === chosen} onChange={() => choose(value)} />
    <span>
      <strong>{title}</strong>
      {children !== undefined && <span class="muted"> {children}</span>}
    </span>
  </label>
);

/** What was begun goes on; otherwise the default, or the first there is. */
function choiceOf(book: readonly SavedAddress[], typed: Values): string {
  const { deliverTo } = typed;
  if (deliverTo === another || book.some(({ addressId }) => addressId === deliverTo)) return deliverTo ?? another;
  return (book.find(({ isDefault }) => isDefault) ?? book[0])?.addressId ?? another;
}

/** What is wrong with the address that was typed; one of the book was right when it was kept. */
export const deliveryFaults = (values: Values): ReadonlyMap<string, string> =>
  isAnother(values) ? addressFaults(values) : new Map();

export interface Delivery {
  readonly shippingAddress: GivenAddress;
  /** The shopper wants it in the address book. */
  readonly isKept: boolean;
}

/** Where the form's values say that an order goes. */
export function deliveryOf(values: Values, book: readonly SavedAddress[], buyer: Buyer): Delivery {
  const saved = book.find(({ addressId }) => addressId === values['deliverTo'])?.address;
  if (saved === undefined) return { shippingAddress: addressOf(values), isKept: values['isKept'] === 'yes' };
  const { recipient = nameOf(buyer) } = saved;
  return { shippingAddress: { ...addressOf(valuesOf(saved)), recipient }, isKept: false };
}
