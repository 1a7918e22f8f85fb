import type { Address } from '@arcade/contracts';
import { Field } from './field.tsx';

interface AddressFieldsProps {
  readonly address: Address | null;
  readonly errors: ReadonlyMap<string, string>;
}

export const AddressFields = ({ address, errors }: AddressFieldsProps) => (
  <>
    <Field
      label="Street and number"
      name="line1"
      autocomplete="address-line1"
      required
      maxLength={200}
      defaultValue={address?.line1 ?? ''}
      error={errors.get('line1')}
    />
    <Field
      label="Apartment, floor (optional)"
      name="line2"
      autocomplete="address-line2"
      maxLength={200}
      defaultValue={address?.line2 ?? ''}
      error={errors.get('line2')}
    />
    <div class="field-row">
      <Field
        label="Postal code"
        name="postalCode"
        autocomplete="postal-code"
        required
        maxLength={20}
        defaultValue={address?.postalCode ?? ''}
        error={errors.get('postalCode')}
      />
      <Field
        label="City"
        name="city"
        autocomplete="address-level2"
        required
        maxLength={100}
        defaultValue={address?.city ?? ''}
        error={errors.get('city')}
      />
    </div>
    <Field
      label="Country"
      name="countryCode"
      hint="Two letters, e.g. DE or US"
      autocomplete="country"
      required
      maxLength={2}
      pattern="[A-Za-z]{2}"
      defaultValue={address?.countryCode ?? ''}
      error={errors.get('countryCode')}
    />
  </>
);

/** The address in a form's values; empty optional fields are left out. */
export const addressOf = (values: Readonly<Record<string, string>>): Address => ({
  line1: values['line1'] ?? '',
  ...(values['line2'] === undefined || values['line2'] === '' ? {} : { line2: values['line2'] }),
  city: values['city'] ?? '',
  postalCode: values['postalCode'] ?? '',
  countryCode: (values['countryCode'] ?? '').toUpperCase(),
});
