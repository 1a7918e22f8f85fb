import { addressLines } from '@arcade/addresses';
import type { Address } from '@arcade/contracts';

/** An address as it stands on a parcel. */
export const AddressLines = ({ address }: { address: Address }) => (
  <address>
    {addressLines(address, navigator.language).map((line, index) => (
      <span class="address-line" key={index}>
        {line}
      </span>
    ))}
  </address>
);
