import { pages, type SavedAddress } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { AddressFields } from '../parts/address-fields.tsx';
import { AddressLines } from '../parts/address-lines.tsx';
import { Loaded, Waiting } from '../parts/loading.tsx';
import { attempt, ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { addAddress, changeAddress, listAddresses, makeDefault, removeAddress } from '../shop/address-book.ts';
import { addressFaults, addressOf, valuesOf } from '../shop/address-form.ts';
import { announce } from '../shop/announcer.ts';
import { focusContent } from '../shop/keep-focus.ts';
import { user } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

/** The address book: where parcels may go, and where they go when nothing else is said. */
export function AddressesPage() {
  useTitle(pages.addresses.title);
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/account/addresses', true);
  }, [user.value]);
  const { resource, reload } = useResource(`addresses ${user.value?.userId ?? ''}`, listAddresses);
  if (user.value === undefined || user.value === null) return <Waiting heading={pages.addresses.title} />;
  return (
    <>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/account">{pages.account.title}</a>
      </nav>
      <h1>{pages.addresses.title}</h1>
      <Loaded resource={resource} retry={() => void reload()}>
        {(addresses) => <AddressBook addresses={addresses} reload={reload} />}
      </Loaded>
    </>
  );
}

interface AddressBookProps {
  readonly addresses: readonly SavedAddress[];
  readonly reload: () => Promise<void>;
}

function AddressBook({ addresses, reload }: AddressBookProps) {
  /** The address that is being changed, or a new one. */
  const [edited, setEdited] = useState<SavedAddress | 'new' | undefined>();
  const close = () => {
    setEdited(undefined);
    focusContent();
  };
  const closeAfterSaving = async () => {
    await reload();
    close();
    toast('The address is saved.');
  };
  const act = (work: () => Promise<void>, words: string) =>
    void attempt(async () => {
      await work();
      await reload();
      announce(words);
    });
  if (edited !== undefined) {
    return <AddressForm saved={edited === 'new' ? undefined : edited} done={closeAfterSaving} cancel={close} />;
  }
  return (
    <>
      {addresses.length === 0 && <p class="muted">There is no address here yet.</p>}
      <ul class="address-book">
        {addresses.map((saved) => (
          <li class="panel" key={saved.addressId}>
            {saved.isDefault && <p class="tag">Taken when nothing else is said</p>}
            <AddressLines address={saved.address} />
            <p class="choices">
              <button type="button" onClick={() => setEdited(saved)}>
                Change
              </button>
              {!saved.isDefault && (
                <button
                  type="button"
                  onClick={() => act(() => makeDefault(saved.addressId), 'This address is taken from now on.')}
                >
                  Always take this one
                </button>
              )}
              <button
                type="button"
                onClick={() => act(() => removeAddress(saved.addressId), 'The address is removed.')}
              >
                Remove
              </button>
            </p>
          </li>
        ))}
      </ul>
      <button type="button" class="primary" onClick={() => setEdited('new')}>
        Add an address
      </button>
    </>
  );
}

interface AddressFormProps {
  readonly saved: SavedAddress | undefined;
  readonly done: () => Promise<void>;
  readonly cancel: () => void;
}

function AddressForm({ saved, done, cancel }: AddressFormProps) {
  const send = async (values: Readonly<Record<string, string>>) => {
    const address = addressOf(values);
    await (saved === undefined ? addAddress(address) : changeAddress(saved.addressId, address));
    await done();
  };
  const { busy, failure, errors, formProps } = useForm(send, { inspect: addressFaults });
  const name = `${user.value?.firstName ?? ''} ${user.value?.lastName ?? ''}`.trim();
  return (
    <form class="panel narrow-form" {...formProps}>
      <h2>{saved === undefined ? 'A new address' : 'Change the address'}</h2>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <AddressFields values={saved === undefined ? { recipient: name } : valuesOf(saved.address)} errors={errors} />
      <p class="choices">
        <button class="primary" type="submit" aria-disabled={busy}>
          Save the address
        </button>
        <button type="button" onClick={cancel}>
          Leave it
        </button>
      </p>
    </form>
  );
}
